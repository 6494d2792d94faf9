import QtQuick

// A label and its value, in two columns that line up from row to row; in larger text one above the other.
Item {
    id: pair
    property string label
    readonly property bool whole: words.lineCount < 3 // stays in one piece where it scrolls
    property string value
    readonly property int labelWidth: 224
    property bool strong: false
    width: parent ? parent.width : 0
    readonly property bool stacked: Theme.large
    // A label that nearly fits is set a little smaller, and is not broken for its last character.
    readonly property int fits: Math.floor(Theme.small * (labelWidth - 16) / Math.max(1, inOneLine.advanceWidth))
    readonly property int labelSize: stacked || fits < 26 ? Theme.small : Math.min(Theme.small, fits)
    TextMetrics { id: inOneLine; font.family: Theme.family; font.pixelSize: Theme.small; text: pair.label }
    implicitHeight: stacked ? name.implicitHeight + words.implicitHeight : Math.max(name.implicitHeight, words.implicitHeight)
    TextLabel { id: name; width: pair.stacked ? pair.width : pair.labelWidth - 16; text: pair.label; size: pair.labelSize; color: Theme.ink2; heads: true; y: pair.stacked ? 0 : (Theme.body - Theme.small) * 0.6 }
    TextLabel { id: words; x: pair.stacked ? 0 : pair.labelWidth; y: pair.stacked ? name.implicitHeight : 0; width: parent.width - x; text: pair.value; strong: pair.strong; font.features: { "tnum": 1 } }
}
