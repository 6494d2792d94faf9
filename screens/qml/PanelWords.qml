import QtQuick
import Kiosk

// Chinese, and under it, small, English.
Column {
    id: words
    property string zh
    property string en
    property int size: Theme.body
    property bool strong: false
    property color ink: Theme.ink
    property color ink2: Theme.ink2
    property int alignment: Text.AlignLeft
    spacing: 0
    Label {
        width: parent.width
        text: words.zh
        size: words.size
        strong: words.strong
        color: words.ink
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 20
        lineHeight: 1
        horizontalAlignment: words.alignment
    }
    Label {
        width: parent.width
        text: words.en
        size: 24
        color: words.ink2
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 18
        lineHeight: 1
        horizontalAlignment: words.alignment
    }
}
