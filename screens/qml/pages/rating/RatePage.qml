pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    readonly property int low: Theme.voice ? Math.min(100, Math.floor((height - 5 * 14) / 6)) : 100 // in landscape, where all of them are to be seen at once
    Split {
        sinks: true
        share: 0.38
        Head { title: page.view.title; text: page.view.text }
        touching: Column {
            width: parent.width
            spacing: Theme.portrait ? 20 : 14
            Repeater {
                model: page.view.levels
                Tile {
                    required property var modelData
                    width: parent.width
                    implicitHeight: Theme.portrait ? Theme.button + 24 : page.low
                    title: modelData.title
                    icon: modelData.icon
                    objectName: "rate-" + modelData.level
                    onTapped: page.act("rate", modelData.level)
                }
            }
            ActionButton {
                width: parent.width
                implicitHeight: Theme.portrait ? Theme.button : page.low
                label: page.view.skip
                objectName: "rate-0"
                onTapped: page.act("rate", 0)
            }
        }
    }
}
