pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

Page {
    id: page
    Split {
        share: 0.38
        Head { title: page.view.title || ""; text: page.view.text || "" }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.options || []
                Choice {
                    required property var modelData
                    title: modelData.title
                    chosen: modelData.chosen
                    objectName: "purpose-" + modelData.value
                    onTapped: page.act("purpose", modelData.value)
                }
            }
            Item { width: 1; height: 8 }
            Choice {
                many: true
                title: page.view.keep.title
                text: page.view.keep.text
                stateWord: page.view.keep.state
                chosen: page.view.keep.on
                objectName: "keep"
                onTapped: page.act("keep", !page.view.keep.on)
            }
        }
    }
}
