import QtQuick

// A sentence that must be seen: what happened, what is safe, what to do. Colour is never its only sign.
Rectangle {
    id: note
    property string text
    property string tone: "info"
    property int textSize: Theme.body
    readonly property color ink: Theme.tone(tone)
    readonly property bool whole: true // stays in one piece where it scrolls
    property bool stands: false
    Component.onCompleted: stands = true
    onTextChanged: tell()
    onVisibleChanged: tell()
    function tell(): void {
        if (stands && visible && (tone === "bad" || tone === "stored"))
            Theme.came(note);
    }
    visible: text !== ""
    width: parent ? parent.width : 0
    implicitHeight: visible ? line.implicitHeight + 48 : 0
    radius: Theme.radius
    color: Theme.pale(tone)
    border.width: 2
    border.color: ink
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Row {
        id: line
        x: 28
        y: 24
        width: parent.width - 56
        spacing: 20
        Icon {
            id: sign
            name: note.tone === "bad" ? "circle-alert" : note.tone === "good" ? "circle-check" : note.tone === "stored" ? "triangle-alert" : "info"
            ink: note.ink
            size: Math.round(note.textSize * 1.3)
        }
        TextLabel {
            width: parent.width - sign.width - 20
            text: note.text
            size: note.textSize
            Accessible.ignored: true
            color: Theme.contrast ? Theme.ink : note.ink
        }
    }
}
