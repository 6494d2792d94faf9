pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

KioskPage {
    id: page
    Split {
        share: 0.34
        Head { title: page.view.title; text: page.view.text }
        // In a row both are as high as the higher.
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
        GridLayout {
            width: parent.width
            columns: Theme.large ? 1 : 2
            columnSpacing: Theme.gutter - 4
            rowSpacing: Theme.gutter - 4
            uniformCellWidths: true
            Repeater {
                model: page.view.rows
                Tile {
                    required property var modelData
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    title: modelData.title
                    icon: modelData.icon
                    counted: true
                    objectName: "topic-" + modelData.key
                    onTapped: page.act("openChoice", modelData.key)
                }
            }
        }
            MenuRow { icon: "hand"; title: page.view.help; objectName: "askSomebody"; onTapped: page.act("openHelp", null) }
        }
    }
}
