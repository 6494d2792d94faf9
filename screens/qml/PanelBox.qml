import QtQuick
import Kiosk

// What can be touched: its ground, its border, and the sign of what is set, which tells as the colour does.
Rectangle {
    id: box
    property real u: 1
    property bool on: false
    property bool fault: false // set means that something is wrong with the device
    signal tapped()
    readonly property color accent: fault ? Theme.attention : Theme.primary

    radius: Math.round(Theme.radius * u)
    color: on ? (fault ? Theme.attentionPale : Theme.primaryPale) : touch.pressed ? Theme.primaryPale : enabled && touch.containsMouse ? Theme.ground : Theme.card
    border.width: on ? Math.max(2, Math.round(4 * u)) : 1
    border.color: on ? accent : enabled ? Theme.fieldBorder : Theme.line
    Accessible.checked: on
    activeFocusOnTab: enabled
    Keys.onReturnPressed: box.tapped()
    Keys.onSpacePressed: box.tapped()

    Rectangle {
        visible: box.on
        z: 1
        x: parent.width - Math.round(30 * box.u)
        y: -Math.round(12 * box.u)
        width: Math.round(40 * box.u)
        height: width
        radius: width / 2
        color: box.accent
        Icon { anchors.centerIn: parent; name: box.fault ? "x" : "check"; size: Math.round(28 * box.u); ink: Theme.primaryInk }
    }
    Rectangle {
        anchors.fill: parent
        anchors.margins: -4
        radius: parent.radius + 4
        color: "transparent"
        border.width: 2
        border.color: Theme.attention
        visible: box.activeFocus
    }
    MouseArea { id: touch; anchors.fill: parent; hoverEnabled: true; onClicked: box.tapped() }
}
