pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        sinks: true
        share: 0.38
        Head { title: page.view.title; text: page.view.text }
        touching: Column {
            width: parent.width
            spacing: 16
            Grid {
                id: purposes
                width: parent.width
                columns: 2
                spacing: 16
                readonly property real highest: Math.max(...children.filter(c => c.title !== undefined).map(c => c.implicitHeight), 0)
                Repeater {
                    model: page.view.options
                    Choice {
                        required property var modelData
                        width: (purposes.width - 16) / 2
                        height: purposes.highest
                        title: modelData.title
                        chosen: modelData.chosen
                        objectName: "purpose-" + modelData.value
                        onTapped: page.act("purpose", modelData.value)
                    }
                }
            }
            Item { visible: keep.visible; width: 1; height: 8 }
            Choice {
                id: keep
                readonly property var offer: page.view.keep
                visible: offer.title !== ""
                many: true
                title: offer.title
                text: offer.text
                stateWord: offer.state
                chosen: offer.on
                objectName: "keep"
                onTapped: page.act("keep", !keep.offer.on)
            }
        }
    }
}
