import QtQuick

Rectangle {
    id: card
    default property alias content: inside.data
    property int padding: 32
    property alias spacing: inside.spacing
    implicitHeight: inside.implicitHeight + 2 * padding
    width: parent ? parent.width : 0
    radius: Theme.radius
    color: Theme.card
    border.width: 1
    border.color: Theme.line
    Column {
        id: inside
        x: card.padding
        y: card.padding
        width: card.width - 2 * card.padding
        spacing: 16
    }
}
