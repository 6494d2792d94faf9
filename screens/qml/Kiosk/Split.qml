import QtQuick

// What is read, and what is touched. In portrait one below the other, in landscape side by side.
//   flow  one scroll in portrait, two in landscape: lists, cards, choices
//   hand  portrait: what is touched stands still at the bottom, under the hand (a keypad, the signature)
//   fill  what is touched takes all the height that is left (a preview)
Item {
    id: split
    default property alias reading: readingPart.content
    property alias touching: touchingPart.data
    property string mode: "flow"
    property real share: 0.46 // of the width, for reading, in landscape
    readonly property bool portrait: Theme.portrait
    readonly property bool flows: mode === "flow"
    readonly property real touchHeight: touchingPart.children.length > 0 ? touchingPart.children[0].implicitHeight : 0
    readonly property int gap: 32
    anchors.fill: parent

    Scroll {
        id: readingPart
        width: split.portrait ? parent.width : Math.round(parent.width * split.share) - 28
        height: !split.portrait || split.flows ? parent.height
            : split.mode === "fill" ? Math.min(wanted, parent.height * 0.5)
            : Math.max(120, parent.height - split.touchHeight - split.gap)
        tail: split.portrait && split.flows ? touchingPart : null
        compact: !split.portrait
        side: besides.visible ? "left" : ""
    }
    Scroll {
        id: besides
        visible: !split.portrait && split.flows
        side: "right"
        anchors.right: parent.right
        width: parent.width - readingPart.width - 56
        height: parent.height
        tail: !split.portrait && split.flows ? touchingPart : null
    }
    Item {
        id: touchingPart
        // In flow it belongs to one of the scrolls, which takes it as its tail.
        width: split.flows ? parent.width : split.portrait ? parent.width : parent.width - readingPart.width - 56
        x: split.flows || split.portrait ? 0 : parent.width - width
        y: split.flows || !split.portrait ? 0 : parent.height - height
        height: split.flows ? split.touchHeight
            : !split.portrait ? parent.height
            : split.mode === "fill" ? parent.height - readingPart.height - split.gap : split.touchHeight
    }
}
