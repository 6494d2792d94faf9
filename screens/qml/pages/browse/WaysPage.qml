pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

KioskPage {
    id: page
    Split {
        share: 0.4
        Head { title: page.view.title }
        handles: GridLayout {
            width: parent.width
            columns: Theme.portrait && !Theme.large ? 2 : 1
            columnSpacing: Theme.gutter - 4
            rowSpacing: Theme.gutter - 4
            uniformCellWidths: true
            Repeater {
                model: page.view.ways
                Tile {
                    required property var modelData
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    title: modelData.title
                    icon: modelData.icon
                    objectName: "way-" + modelData.value
                    onTapped: page.act(modelData.act, modelData.value)
                }
            }
        }
        touching: Column {
            width: parent.width
            spacing: 16
            TextLabel { width: parent.width; text: page.view.authoritiesTitle; size: Theme.heading; strong: true; heads: true }
            Repeater {
                model: page.view.authorities
                MenuRow {
                    required property var modelData
                    title: modelData.title
                    objectName: "way-" + modelData.value
                    onTapped: page.act("openList", modelData.value)
                }
            }
        }
    }
}
