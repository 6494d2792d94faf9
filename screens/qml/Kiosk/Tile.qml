import QtQuick

Rectangle {
    id: tile
    property string title
    property string text
    property string icon
    property bool wide: false
    signal tapped()
    implicitHeight: wide ? Math.max(Theme.row, side.implicitHeight + 48) : stack.implicitHeight + 56
    radius: Theme.radius
    color: touch.pressed ? Theme.primaryPale : Theme.card
    border.width: 1
    border.color: Theme.line
    Behavior on color { ColorAnimation { duration: Theme.pressTime } }
    Accessible.role: Accessible.Button
    Accessible.name: title
    activeFocusOnTab: true
    Keys.onReturnPressed: tile.tapped()

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
        Label { width: parent.width; text: tile.title; size: Theme.heading; strong: true }
        Label { width: parent.width; text: tile.text; size: Theme.small; color: Theme.ink2; visible: text !== "" }
    }
    Row {
        id: side
        visible: tile.wide
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 56
        spacing: 24
        Icon { id: mark; name: tile.icon; size: 56; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
        Label { text: tile.title; strong: true; lineHeight: 1; width: parent.width - mark.width - 24; anchors.verticalCenter: parent.verticalCenter }
    }
    Rectangle { anchors.fill: parent; radius: parent.radius; color: "transparent"; border.width: 4; border.color: Theme.attention; visible: tile.activeFocus }
    MouseArea { id: touch; anchors.fill: parent; onClicked: tile.tapped() }
}
