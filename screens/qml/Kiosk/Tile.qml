import QtQuick

// A door to another page: an icon, what it is, and a line beneath where that helps.
Pressable {
    id: tile
    property string title
    property string text
    property string icon
    readonly property bool row: width > 640 // leads on as a row does
    name: title
    implicitHeight: Math.max(Theme.portrait ? Theme.row : 112, side.implicitHeight + (Theme.portrait ? 48 : 40))
    color: pressed ? Theme.primaryPale : Theme.card
    border.width: 1
    border.color: Theme.line
    Behavior on color { ColorAnimation { duration: Theme.pressTime } }

    Row {
        id: side
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 56 - (tile.row ? 60 : 0)
        spacing: 24
        Icon { id: mark; name: tile.icon; size: 56; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
        Column {
            width: parent.width - mark.width - 24
            anchors.verticalCenter: parent.verticalCenter
            TextLabel { width: parent.width; text: tile.title; strong: true; lineHeight: tile.text !== "" ? 1.04 : 1; Accessible.ignored: true }
            TextLabel { width: parent.width; visible: text !== ""; text: tile.text; size: Theme.small; color: Theme.ink2 }
        }
    }
    Icon {
        visible: tile.row
        anchors.right: parent.right
        anchors.rightMargin: 24
        anchors.verticalCenter: parent.verticalCenter
        name: "chevron-right"
        size: 48
        ink: Theme.primary
    }
}
