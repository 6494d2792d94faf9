import QtQuick

// Text as the theme sets it: left-aligned, wrapped between characters, never cut off.
Text {
    property int size: Theme.body
    property bool strong: false
    property bool heads: false // of what lies below it: it does not stand at the end of a page without any of that
    property var pieces: null // the texts that it was put together from, where it is not one a line
    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: size
    font.weight: strong ? Font.Bold : Font.Normal
    lineHeight: 1.04 // of the typeface's own 1.448 em: lines are 1.5 em apart
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    renderType: Text.QtRendering
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
