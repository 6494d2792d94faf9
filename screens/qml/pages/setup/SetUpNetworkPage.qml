pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// What the way to the platform is made of, each behind its door.
KioskPage {
    id: page
    first: "part-platform"
    Split {
        share: 0.4
        sinks: true
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.tiles
                Tile {
                    required property var modelData
                    width: parent ? parent.width : 0
                    title: modelData.title
                    text: modelData.text
                    icon: modelData.icon
                    objectName: "part-" + modelData.value
                    onTapped: page.act(modelData.act, modelData.value)
                }
            }
        }
    }
}
