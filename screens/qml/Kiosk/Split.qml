import QtQuick

// What is read, what can be done about it, and what is touched. In portrait below each other, in landscape side by side; with lowered
// controls what is touched lies within reach, and what is read above it.
//   flow  one scroll in portrait, two in landscape: lists, cards, choices
//   hand  portrait: what is touched stands still at the bottom, under the hand (a keypad, the signature)
//   fill  what is touched takes all the height that is left (a preview)
Item {
    id: split
    default property alias reading: readingPart.data
    property alias handles: handlesPart.data // buttons that belong to what is read
    property alias touching: touchingPart.data
    property string mode: "flow"
    property real share: 0.46 // of the width, for reading, in landscape
    property bool read: false // the last part, too, is only read: a guide
    property real whole: 0 // of what is touched, seen at once whatever else must scroll
    property bool sinks: false // choices: low, where the hand is, if all of them find room; in portrait
    property bool keyboard: false // what lies below belongs to it
    readonly property bool portrait: Theme.portrait
    readonly property bool flows: mode === "flow"
    readonly property bool low: Theme.low
    readonly property bool handlesBelow: low && portrait
    readonly property int gap: 32
    readonly property real touchHeight: touchingPart.children.length > 0 ? touchingPart.children[0].implicitHeight : 0
    readonly property real handlesHeight: handlesPart.height > 0 ? handlesPart.height + gap : 0
    readonly property bool fits: readingPart.implicitHeight + (readingPart.implicitHeight > 0 ? gap : 0) + handlesHeight + touchHeight <= height
    readonly property bool together: portrait && flows && !low && !(sinks && fits) // all in one scroll
    readonly property bool touched: touchHeight > 0
    readonly property bool handled: handlesPart.height > 0
    readonly property bool alone: flows && !touched && !handled // nothing stands beside what is read
    // In landscape buttons that find no room under what is read stand beside it, below what is touched, if there is room.
    readonly property bool handlesBeside: !portrait && flows && handled && readingPart.implicitHeight + underHeight > height && underHeight + touchHeight <= height
    // As high as they are under what is read; beside it they are as wide as what is touched, and may be less high.
    property real underHeight: 0
    onHandlesHeightChanged: if (!handlesBeside || handlesHeight === 0 || handlesHeight > underHeight) underHeight = handlesHeight
    readonly property real side: Math.round(portrait ? width : width * (1 - (alone ? 0.8 : touched ? share : Math.max(share, 0.56))) - 28) // width of what is touched
    readonly property real other: portrait ? width : width - side - 56
    readonly property real wanted: readingPart.implicitHeight + gap + (handlesBelow || handlesBeside ? 0 : handlesHeight) // of what is read
    // From where on everything is within reach; without lowered controls, everywhere.
    readonly property real reach: low && portrait ? Math.min(Theme.reach, height * 0.6) : 0
    // The buttons that turn what is read lie within reach, too.
    readonly property real turners: low && portrait && upper.wanted > reach - gap ? upper.strip + gap : 0
    anchors.fill: parent

    component Slot: Item {
        property Item part: null
        width: parent ? parent.width : 0
        height: part && part.parent === this ? part.height : 0
    }
    Scroll {
        id: upper
        spacing: split.gap
        x: split.portrait || !Theme.left ? 0 : split.width - width
        width: split.other
        height: !split.portrait || split.together ? split.height
            : split.flows ? lower.y - (lower.height > 0 ? split.gap : 0)
            : split.mode === "fill" ? Math.min(wanted, Math.max(split.height * 0.5, split.reach > 0 ? split.reach + strip + 16 : 0))
            : Math.max(120, stand.y - split.gap)
        side: lower.needed && lower.visible ? "left" : ""
        Column {
            id: readingPart
            width: parent.width
            // With lowered controls on a screen that lies, the buttons under it stand at the bottom, if there is room.
            height: Math.max(implicitHeight, split.low && !split.portrait && split.handled && !split.handlesBeside ? split.height - split.handlesHeight : 0)
            spacing: Theme.gutter
        }
        Slot { id: handlesUnder; part: handlesPart }
        Slot { id: touchingUnder; part: touchingPart }
    }
    Scroll {
        id: lower
        spacing: split.gap
        visible: split.flows && !split.together
        side: upper.needed ? "right" : ""
        x: split.portrait || Theme.left ? 0 : split.width - width
        width: split.side
        height: (split.low || split.sinks && split.portrait) && !split.keyboard ? Math.min(wanted, Math.max(split.whole > 0 ? split.whole + strip + 16 : 0, split.height - split.reach - split.turners)) : split.portrait ? 0 : split.height
        y: split.keyboard ? 0 : split.height - height
        Slot { id: handlesLow; part: handlesPart }
        Slot { id: touchingLow; part: touchingPart }
        Slot { id: handlesAfter; part: handlesPart }
    }
    Column {
        id: stand
        visible: !split.flows
        spacing: split.gap
        x: split.portrait || Theme.left ? 0 : split.width - width
        width: split.side
        height: split.mode === "fill" ? (split.portrait ? split.height - upper.height - split.gap : split.height)
            : split.portrait || split.low ? Math.min(split.height, split.touchHeight + (split.handlesBelow ? split.handlesHeight : 0)) : split.height
        y: split.height - height
        Slot { id: handlesAbove; part: handlesPart }
        Slot { id: touchingStanding; part: touchingPart }
        Slot { id: handlesFoot; part: handlesPart }
    }
    Column {
        id: handlesPart
        parent: split.handlesBeside ? handlesAfter : !split.handlesBelow ? handlesUnder : split.flows ? handlesLow : split.mode === "fill" ? handlesFoot : handlesAbove
        // As wide under what is read as it could be beside it: its height does not depend on where else it stands.
        width: split.portrait || split.handlesBeside ? parent.width : Math.min(split.other, split.side)
        spacing: Theme.gutter
    }
    Item {
        id: touchingPart
        parent: !split.flows ? touchingStanding : split.together || split.low && split.read && split.portrait ? touchingUnder : touchingLow
        width: parent.width
        height: split.flows ? split.touchHeight : stand.height - (split.handlesBelow ? split.handlesHeight : 0)
    }
}
