import QtQuick

// Text of which parts are marked: bold and underlined, so that colour is not the only sign. The one place where there is markup, made
// of texts that can hold none: `<img>` in a title is five letters, and 利率 < 3% stays whole.
TextLabel {
    id: label
    property var parts: [] // of { text, marked }
    readonly property string plain: parts.map(part => part.text).join("")

    function escaped(text: string): string {
        return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\n/g, " ");
    }
    textFormat: Text.StyledText
    text: parts.map(part => part.marked ? "<b><u>" + escaped(part.text) + "</u></b>" : escaped(part.text)).join("")
    pieces: [plain]
    Accessible.name: plain
}
