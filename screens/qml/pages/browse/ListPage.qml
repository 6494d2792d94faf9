pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        share: 0.34
        whole: rows.highest
        Head { title: page.view.title; text: page.view.text }
        touching: Column {
            id: rows
            readonly property real highest: Math.max(...children.map(row => row.implicitHeight), 0)
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                MenuRow {
                    required property var modelData
                    title: modelData.title
                    text: modelData.text
                    mark: modelData.kind
                    objectName: "item-" + modelData.code
                    onTapped: page.act("openItem", modelData.code)
                }
            }
        }
    }
}
