import QtQuick

// Shows what has the focus, once keys are used. Two lines, so that one of them stands out from whatever lies around it; inside its item,
// where nothing cuts it off. One for the whole window: it goes where the focus goes.
Rectangle {
    id: ring
    property var about: null // an item that says that it can have the focus; `ringed`: the part of the page that shows it, if not itself
    readonly property bool shown: Theme.keyed && about !== null && about.focusable === true
    property var around: shown ? about.ringed ?? about : null
    parent: around
    anchors.fill: parent
    z: 2
    visible: shown
    color: "transparent"
    radius: around?.radius ?? Theme.radius
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
