pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// How everything is, what wants somebody first; and the ways to the rest.
KioskPage {
    id: page
    first: "section-devices" // what wants somebody stands above: it must not be scrolled away
    Split {
        share: 0.5
        Head { title: page.view.title; text: page.view.text }
        Waiting { told: page.view.waiting }
        Column {
            width: parent.width
            spacing: 12
            Repeater {
                model: page.view.rows
                StateRow {
                    required property var modelData
                    objectName: "health-" + modelData.key
                    title: modelData.name
                    tone: modelData.tone
                    inLine: true
                    text: modelData.state
                    detail: modelData.detail
                    advice: modelData.todo
                }
            }
        }
        handles: ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        touching: GridLayout {
            width: parent.width
            columns: Theme.large ? 1 : 2
            columnSpacing: Theme.gutter
            rowSpacing: Theme.gutter
            uniformCellWidths: true
            Repeater {
                model: page.view.tiles
                Tile {
                    required property var modelData
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    title: modelData.title
                    text: modelData.text
                    icon: modelData.icon
                    objectName: "section-" + modelData.value
                    onTapped: page.act(modelData.act, modelData.value)
                }
            }
        }
    }
}
