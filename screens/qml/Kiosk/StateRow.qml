import QtQuick

// How one part is: its name, a sign and a word for its state; where something is to be done, what it says of itself, and what to do.
Rectangle {
    id: row
    readonly property bool whole: true // stays in one piece where it scrolls
    property string title
    property string tone
    property string text
    property string detail
    property string advice
    property bool inLine: false // name and state beside each other
    readonly property bool brief: inLine && tone === "good" // no more than that
    readonly property bool beside: inLine && !Theme.large
    readonly property color ink: Theme.contrast ? Theme.ink : tone === "bad" || tone === "stored" ? Theme.tone(tone) : Theme.ink2
    width: parent ? parent.width : 0
    implicitHeight: Math.max(sign.height, words.implicitHeight) + (beside ? 32 : 40)
    radius: Theme.radius
    color: Theme.card
    border.width: 1
    border.color: Theme.line
    Icon {
        id: sign
        x: 28
        y: words.y + (Theme.body * 1.4 - height) / 2
        name: row.tone === "bad" ? "circle-x" : row.tone === "good" ? "circle-check" : row.tone === "stored" ? "triangle-alert" : "info"
        ink: Theme.tone(row.tone)
        size: 44
    }
    Item {
        id: words
        x: 96
        y: row.beside ? 16 : 20
        width: parent.width - x - 28
        readonly property real told: row.beside ? Math.max(name.height, state.height) : state.visible ? state.y + state.height : name.height
        implicitHeight: told + (more.height > 0 ? more.height + 4 : 0)
        TextLabel { id: name; width: row.beside ? Math.round(parent.width * 0.3) - 16 : parent.width; text: row.title; strong: true }
        TextLabel { id: state; x: row.beside ? Math.round(parent.width * 0.3) : 0; y: row.beside ? 0 : name.height + 4; width: parent.width - x; visible: text !== ""; text: row.text; color: row.ink }
        Column {
            id: more
            y: words.told + 4
            visible: !row.brief
            height: visible ? implicitHeight : 0
            width: parent.width
            spacing: 4
            TextLabel { width: parent.width; visible: text !== ""; text: row.advice }
            TextLabel { width: parent.width; visible: text !== ""; text: row.detail; size: Theme.tiny; color: Theme.ink2 }
        }
    }
}
