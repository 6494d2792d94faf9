import QtQuick

// Lies over the page and takes every touch; what it holds stands in the middle.
Rectangle {
    id: veil
    default property alias content: inside.data
    property bool wide: Theme.large && !Theme.portrait
    anchors.fill: parent
    color: Theme.contrast ? "#e0000000" : "#99101a24"
    MouseArea { anchors.fill: parent }
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        // What would not fit, beside the voice's bar, is set smaller rather than cut.
        scale: Math.min(1, (parent.height - 32) / height)
        transformOrigin: Item.Top
        y: Math.max(scale < 1 ? 16 : 40, (parent.height - height * scale) * (Theme.low ? 1 : Theme.portrait ? 0.6 : 0.5) - (Theme.low ? 40 : 0))
        width: Math.min(parent.width - 2 * Theme.margin, veil.wide ? 1400 : 960)
        height: inside.implicitHeight + 2 * 56
        radius: 24
        color: Theme.card
        border.width: Theme.contrast ? 2 : 0
        border.color: Theme.ink
        Column {
            id: inside
            x: 56
            y: 56
            width: parent.width - 112
            spacing: Theme.gutter
        }
    }
}
