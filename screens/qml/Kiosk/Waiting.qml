import QtQuick

// The terminal is at work: a bar that moves, beside a sentence that says at what.
Rectangle {
    id: bar
    property bool running: visible
    property bool stands: false
    Component.onCompleted: stands = true
    onVisibleChanged: if (stands && visible) Theme.came(bar)
    width: parent ? parent.width : 0
    height: 16
    radius: 8
    color: Theme.primaryPale
    clip: true
    Rectangle {
        id: piece
        width: parent.width * 0.3
        height: parent.height
        radius: 8
        color: Theme.primary
        SequentialAnimation on x {
            running: bar.running
            loops: Animation.Infinite
            NumberAnimation { from: 0; to: bar.width - piece.width; duration: 1200; easing.type: Easing.InOutQuad }
            NumberAnimation { from: bar.width - piece.width; to: 0; duration: 1200; easing.type: Easing.InOutQuad }
        }
    }
}
