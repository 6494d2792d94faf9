import QtQuick

// Shows what has the focus, once keys are used. Two lines, so that one of them stands out from whatever lies around it; inside its item,
// where nothing cuts it off.
Rectangle {
    id: ring
    property Item about: parent
    anchors.fill: parent
    z: 2
    visible: Theme.keyed && about !== null && about.activeFocus
    color: "transparent"
    radius: Theme.radius
    border.width: 6
    border.color: Theme.focus
    Rectangle {
        anchors.fill: parent
        anchors.margins: ring.border.width
        color: "transparent"
        radius: Math.max(0, ring.radius - ring.border.width)
        border.width: 3
        border.color: Theme.card
    }
}
