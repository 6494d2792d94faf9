import QtQuick

// The terminal is at work: a sentence that says at what, and a bar that moves. ``told``: the sentence stands beside it already.
Column {
    id: waiting
    property string text
    property bool told: false
    property bool stands: false
    readonly property bool whole: true // stays in one piece where it scrolls
    Component.onCompleted: stands = true
    onVisibleChanged: if (stands && visible) Theme.came(waiting)
    visible: told || text !== ""
    width: parent ? parent.width : 0
    spacing: 12
    TextLabel { visible: text !== ""; width: parent.width; text: waiting.text; objectName: "waiting" }
    Rectangle {
        id: bar
        readonly property bool running: waiting.visible
        width: parent.width
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
}
