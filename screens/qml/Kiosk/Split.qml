import QtQuick

// In portrait what is read stands above what is touched; in landscape left of it.
Item {
    id: split
    default property alias reading: readingPart.content
    property alias touching: touchingPart.data
    property bool touchFills: false // what is touched takes the height that is left (a list, a keyboard), not only its own
    property real share: 0.46 // of the width, for reading, in landscape
    readonly property bool portrait: Theme.portrait
    readonly property real touchHeight: touchingPart.children.length > 0 ? touchingPart.children[0].implicitHeight : 0
    anchors.fill: parent

    Scroll {
        id: readingPart
        width: split.portrait ? parent.width : Math.round(parent.width * split.share) - 28
        height: !split.portrait ? parent.height
            : split.touchFills ? Math.min(readingPart.wanted, parent.height * 0.4)
            : Math.max(120, parent.height - (split.touchHeight > 0 ? split.touchHeight + Theme.gutter : 0))
    }
    Item {
        id: touchingPart
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        width: split.portrait ? parent.width : parent.width - readingPart.width - 56
        height: !split.portrait ? parent.height : split.touchFills ? parent.height - readingPart.height - Theme.gutter : split.touchHeight
    }
}
