pragma ComponentBehavior: Bound
import QtQuick

// What is longer than the screen: scrolls under the finger, and with two buttons for those who do not swipe. At rest no row is cut in
// half: what does not fit whole waits below, and the strip under the rows says how much there is of it.
Item {
    id: scroll
    default property alias content: column.data
    property alias spacing: column.spacing
    property alias contentY: flick.contentY
    property string side: "" // "left" or "right" of two
    readonly property real wanted: column.implicitHeight
    readonly property bool needed: column.implicitHeight > height + 0.5
    readonly property int strip: Theme.turner
    readonly property real room: needed ? height - strip - 16 : height

    // what may not be cut: {top, bottom} of rows, lines and pictures, in the order in which they lie
    property var pieces: []
    property real shown: 0 // how much of the room holds whole pieces
    property int below: 0 // how many rows of a list wait further down, where nothing else does
    property bool anyBelow: false
    property var cards: [] // that consist of several pieces
    property bool cardCut: false // one of them goes on below

    // Whatever says that it is whole, what can be pressed, a few lines below each other. A card is broken after any of its rows.
    function pieceOf(item: var): bool {
        return item.focusable !== undefined || (item.whole === true && item.height <= room * 0.95) || (item.spacing !== undefined && item.height <= Math.min(room * 0.25, 6 * Theme.body));
    }
    function find(item: var, found: var): void {
        let heading = -1;
        for (const child of item.children) {
            if (!child.visible || child.height <= 0 || child.width <= 0)
                continue;
            const top = child.mapToItem(column, 0, 0).y;
            if (child.heads === true && child.height < room * 0.4) {
                heading = top;
                continue;
            }
            const first = found.length;
            if (child.lineCount > 2 && !(child.whole === true && child.height <= room * 0.95)) {
                const line = child.height / child.lineCount;
                for (let i = 0; i < child.lineCount; i++)
                    found.push({ top: top + i * line, bottom: top + (i + 1) * line, row: false });
            } else if (child.lineCount !== undefined || child.sourceSize !== undefined || pieceOf(child)) {
                found.push({ top: top, bottom: top + child.height, row: child.counted === true });
            } else {
                find(child, found);
                if (child.radius !== undefined && found.length > first) {
                    found[first].top = top; // a card's edges go with its first line and its last
                    found[found.length - 1].bottom = Math.max(found[found.length - 1].bottom, top + child.height);
                    cards.push({ top: top, bottom: top + child.height });
                }
            }
            if (heading >= 0 && found.length > first) {
                found[first].top = heading;
                heading = -1;
            }
        }
    }
    function measure(): void {
        let found = [];
        cards = [];
        if (needed)
            find(column, found);
        // What is higher than the room begins at its top, and goes on below.
        for (const piece of found)
            piece.bottom = Math.min(piece.bottom, piece.top + 0.95 * room);
        const sum = found.reduce((before, piece) => before + piece.top + 2 * piece.bottom, room);
        const rests = sum === measured;
        measured = sum;
        pieces = found;
        if (!flick.moving && !move.running)
            flick.contentY = floor(Math.min(flick.contentY, lowest));
        look();
        if (rests) {
            later.running = false;
            if (due && due.mapToItem(column, 0, due.height).y < endFrom(0))
                flick.contentY = 0; // its title with it
            else if (due)
                bring(due);
            due = null;
            keepFocus();
        }
    }
    // Something that must be seen has come onto the page.
    property Item due: null
    // Whoever goes by keys finds the focus where it can be seen, though the page became another around it.
    function keepFocus(): void {
        const now = Theme.keyed ? scroll.Window.activeFocusItem : null;
        if (holds(now))
            bring(now);
    }
    function holds(item: Item): bool {
        let above = item;
        while (above && above !== column)
            above = above.parent;
        return above === column;
    }
    Connections {
        target: Theme
        function onKeyedChanged(): void { scroll.keepFocus(); }
        function onCame(item: Item): void {
            if (scroll.holds(item)) {
                scroll.due = item;
                later.running = true;
            }
        }
    }
    function endFrom(from: real): real {
        const end = from + room;
        if (end >= column.implicitHeight - 1)
            return end;
        const whole = floor(end);
        return whole - from > room * 0.2 ? whole : end;
    }
    function look(): void {
        const from = flick.contentY, end = endFrom(from);
        const last = pieces.reduce((before, piece) => piece.bottom < end + 0.2 ? Math.max(before, piece.bottom) : before, 0);
        cardCut = cards.some(card => card.top < end - 1 && card.bottom > end + 1);
        const waiting = pieces.filter(piece => piece.bottom > end + 1);
        below = waiting.every(piece => piece.row) ? waiting.length : 0;
        anyBelow = column.implicitHeight > end + 1;
        shown = Math.min(room, (anyBelow ? Math.max(last, end - 3) : end) - from); // less than the gap: no edge of what comes next
    }
    // The nearest line above, or at, ``y`` that cuts nothing; and the nearest below.
    function floor(y: real): real {
        let at = y, again = true;
        while (again) {
            again = false;
            for (const piece of pieces) {
                if (piece.top < at - 0.1 && piece.bottom > at + 0.1) {
                    at = piece.top;
                    again = true;
                }
            }
        }
        return Math.max(0, at);
    }
    function ceil(y: real): real {
        let best = Infinity;
        for (const piece of pieces) {
            if (piece.top >= y - 1 && piece.top < best && floor(piece.top) > piece.top - 0.1)
                best = piece.top;
        }
        return best === Infinity ? y : best;
    }
    readonly property real lowest: needed ? Math.max(0, Math.min(ceil(column.implicitHeight - room), column.implicitHeight - 48)) : 0

    // Items get their places while a frame is made: looked at after each frame, until nothing moves any more.
    readonly property alias settling: later.running
    property real measured: -1
    FrameAnimation { id: later; onTriggered: scroll.measure(); onRunningChanged: Theme.settling += running ? 1 : -1 }
    Component.onCompleted: later.running = true
    Component.onDestruction: later.running = false
    Connections {
        target: column
        function onImplicitHeightChanged(): void { later.running = true; }
    }
    onRoomChanged: later.running = true
    onWidthChanged: later.running = true
    onVisibleChanged: later.running = true

    readonly property bool scrolls: needed
    readonly property bool turning: move.running
    function can(down: int): bool { return needed && (down > 0 ? flick.contentY < lowest - 1 : flick.contentY > 1); }
    // By ``part`` of the room; a whole page leaves out nothing, and repeats nothing that was whole.
    function turn(part: real): void {
        const page = Math.abs(part) >= 0.8;
        if (Math.abs(part) > 1)
            to(part < 0 ? 0 : lowest);
        else
            to(part < 0 ? (page ? (flick.contentY <= room ? 0 : ceil(flick.contentY - room)) : floor(flick.contentY + part * room))
                        : (page ? ceil(flick.contentY + shown) : ceil(flick.contentY + part * room)));
    }
    function to(y: real): void {
        move.to = Math.max(0, Math.min(lowest, y));
        move.restart();
    }
    function shows(item: Item): bool {
        const top = item.mapToItem(flick, 0, 0).y;
        return top + item.height > 1 && top < shown - 1;
    }
    function bring(item: Item): void {
        const top = item.mapToItem(column, 0, 0).y;
        if (!needed || (top >= flick.contentY - 1 && top + item.height <= flick.contentY + shown + 1))
            return;
        move.stop();
        let y = top < flick.contentY ? top : Math.min(top, ceil(top + item.height - room));
        while (y < top && endFrom(y) < top + item.height - 1)
            y = Math.min(top, ceil(y + 2));
        flick.contentY = Math.max(0, Math.min(lowest, floor(y)));
    }
    NumberAnimation { id: move; target: flick; property: "contentY"; duration: Theme.pageTime; easing.type: Easing.OutCubic; onRunningChanged: if (!running) scroll.look() }

    Item {
        width: parent.width
        height: flick.moving || move.running ? scroll.room : scroll.shown
        clip: true
        Flickable {
            id: flick
            width: parent.width
            height: scroll.room
            contentWidth: width
            contentHeight: Math.max(column.implicitHeight, scroll.lowest + scroll.room)
            flickableDirection: Flickable.VerticalFlick
            boundsBehavior: Flickable.StopAtBounds
            interactive: scroll.needed
            onContentYChanged: if (!moving && !move.running) scroll.look()
            onMovementEnded: { scroll.look(); scroll.to(scroll.floor(contentY)); }
            Column {
                id: column
                width: flick.width
                spacing: Theme.gutter
            }
        }
        // Where a card goes on below.
        Rectangle { visible: scroll.cardCut; anchors.bottom: parent.bottom; width: parent.width; height: 2; color: Theme.fieldBorder }
    }
    Item {
        visible: scroll.needed
        anchors.bottom: parent.bottom
        width: parent.width
        height: scroll.strip
        TextLabel {
            x: Theme.left ? buttons.width + 24 : 0
            width: parent.width - buttons.width - 24
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Theme.left ? Text.AlignLeft : Text.AlignRight
            size: Theme.small
            color: Theme.ink2
            text: scroll.below > 0 ? (Theme.turn.below).replace("%1", scroll.below) : scroll.anyBelow ? Theme.turn.more : Theme.turn.end
            objectName: "more"
        }
        Row {
            id: buttons
            x: Theme.left ? 0 : parent.width - width
            spacing: 16
            Repeater {
                model: [{ icon: "chevron-up", part: -1 }, { icon: "chevron-down", part: 1 }]
                Rectangle {
                    id: turner
                    required property var modelData
                    readonly property bool can: scroll.can(modelData.part)
                    width: 128
                    height: scroll.strip
                    radius: Theme.radius
                    color: touch.pressed ? Theme.primaryPale : Theme.card
                    border.width: 2
                    border.color: can ? Theme.primary : Theme.line
                    Accessible.role: Accessible.Button
                    Accessible.name: Theme.turn[scroll.side === "" ? (modelData.part < 0 ? "up" : "down") : scroll.side + (modelData.part < 0 ? "Up" : "Down")]
                    objectName: modelData.part < 0 ? "scrollUp" : "scrollDown"
                    Icon {
                        anchors.centerIn: parent
                        name: turner.modelData.icon
                        size: 64
                        ink: turner.can ? Theme.primary : Theme.line
                    }
                    MouseArea {
                        id: touch
                        anchors.fill: parent
                        enabled: turner.can
                        onClicked: scroll.turn(turner.modelData.part)
                    }
                }
            }
        }
    }
}
