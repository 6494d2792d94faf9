import QtQuick

Pressable {
    id: tile
    property string title
    property string text
    property string icon
    property bool wide: false
    name: title
    implicitHeight: wide ? Math.max(Theme.portrait ? Theme.row : 112, side.implicitHeight + (Theme.portrait ? 48 : 40)) : stack.implicitHeight + 56
    color: pressed ? Theme.primaryPale : Theme.card
    border.width: 1
    border.color: Theme.line
    Behavior on color { ColorAnimation { duration: Theme.pressTime } }

    Column {
        id: stack
        visible: !tile.wide
        x: 32
        y: 28
        width: parent.width - 64
        spacing: 12
        Rectangle {
            width: 88
            height: 88
            radius: 20
            color: Theme.primaryPale
            Icon { anchors.centerIn: parent; name: tile.icon; size: 56; ink: Theme.primary }
        }
        TextLabel { width: parent.width; text: tile.title; size: Theme.heading; strong: true; Accessible.ignored: true }
        TextLabel { width: parent.width; text: tile.text; size: Theme.small; color: Theme.ink2; visible: text !== "" }
    }
    Row {
        id: side
        visible: tile.wide
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 56
        spacing: 24
        Icon { id: mark; name: tile.icon; size: 56; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
        Column {
            width: parent.width - mark.width - 24
            anchors.verticalCenter: parent.verticalCenter
            TextLabel { width: parent.width; text: tile.title; strong: true; lineHeight: tile.text !== "" ? 1.04 : 1; Accessible.ignored: true }
            TextLabel { width: parent.width; visible: text !== ""; text: tile.text; size: Theme.small; color: Theme.ink2 }
        }
    }
}
