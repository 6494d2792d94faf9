import QtQuick
import Kiosk

// Chinese, and under it, small, English.
Column {
    id: words
    property real u: 1 // pixels of a unit: the panel is laid out in whole pixels, so that thin lines stay even
    property string zh
    property string en
    property int size: 32
    property bool strong: false
    property color ink: Theme.ink
    property color ink2: Theme.ink2
    property int alignment: Text.AlignLeft
    TextLabel {
        width: parent.width
        text: words.zh
        size: Math.max(12, Math.round(words.size * words.u))
        strong: words.strong
        color: words.ink
        wrapMode: Text.NoWrap
        elide: Text.ElideRight
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 10
        lineHeight: 0.9
        horizontalAlignment: words.alignment
    }
    TextLabel {
        width: parent.width
        text: words.en
        size: Math.max(12, Math.round(24 * words.u))
        color: words.ink2
        wrapMode: Text.NoWrap
        elide: Text.ElideRight
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 9
        lineHeight: 0.9
        horizontalAlignment: words.alignment
    }
}
