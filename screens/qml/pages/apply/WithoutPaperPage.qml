pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The ways on for one material that is not here: each a large door.
KioskPage {
    id: page
    Split {
        sinks: true
        share: 0.38
        Head { title: page.view.title; text: page.view.text }
        Waiting { text: page.view.waiting }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.tiles
                Tile {
                    required property var modelData
                    width: parent.width
                    title: modelData.title
                    text: modelData.text
                    icon: modelData.icon
                    objectName: modelData.act
                    onTapped: page.act(modelData.act, null)
                }
            }
        }
    }
}
