pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Column {
        id: things
        readonly property bool tight: !Theme.portrait && page.view.rows.length > 2
        readonly property int between: tight ? 12 : Theme.gutter
        anchors.centerIn: parent
        width: Math.min(parent.width, 920)
        spacing: Theme.portrait ? 40 : between
        Head { title: page.view.title }
        Repeater {
            model: page.view.rows
            Card {
                id: one
                required property var modelData
                border.width: modelData.attention ? 4 : 1
                border.color: modelData.attention ? Theme.attention : Theme.line
                Row {
                    width: parent.width
                    spacing: 32
                    Icon { id: sign; name: one.modelData.icon; size: things.tight ? 64 : 88; ink: one.modelData.attention ? Theme.attention : Theme.primary }
                    Column {
                        width: parent.width - sign.width - 32
                        anchors.verticalCenter: parent.verticalCenter
                        TextLabel { width: parent.width; text: one.modelData.text; size: Theme.heading; strong: true }
                        TextLabel { width: parent.width; visible: text !== ""; text: one.modelData.note; color: Theme.contrast ? Theme.ink : Theme.attention }
                    }
                }
            }
        }
        TextLabel { width: parent.width; text: page.view.farewell; color: Theme.ink2 }
    }
}
