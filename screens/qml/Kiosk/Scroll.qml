pragma ComponentBehavior: Bound
import QtQuick

// What is longer than the screen: scrolls under the finger, and with two buttons for those who do not swipe.
Item {
    id: scroll
    default property alias content: column.data
    property alias spacing: column.spacing
    readonly property bool needed: flick.contentHeight > flick.height + 2
    property alias contentY: flick.contentY
    property Item tail: null // what comes after the content, and may come and go with the shape of the screen
    onTailChanged: if (tail) tail.parent = end
    property string side: "" // "left" or "right" of two
    property bool compact: false // narrow columns: narrow buttons
    readonly property int gap: needed ? (compact ? 88 : 120) : 0
    readonly property real wanted: column.implicitHeight
    clip: true

    // For keys (`Focus`)
    readonly property bool scrolls: needed
    readonly property real lowest: Math.max(0, flick.contentHeight - flick.height)
    readonly property bool turning: move.running
    function can(down: int): bool { return needed && (down > 0 ? flick.contentY < lowest - 1 : flick.contentY > 1); }
    function turn(part: real): void { to(flick.contentY + part * flick.height); }
    function to(y: real): void {
        move.to = Math.max(0, Math.min(lowest, y));
        move.restart();
    }
    function shows(item: Item): bool {
        const top = item.mapToItem(flick, 0, 0).y;
        return top + item.height > 0 && top < flick.height;
    }
    function bring(item: Item): void {
        const top = item.mapToItem(flick.contentItem, 0, 0).y, room = Math.min(24, Math.max(0, (flick.height - item.height) / 2));
        const least = top + item.height + room - flick.height;
        if (needed && (top - room < flick.contentY || least > flick.contentY)) {
            move.stop();
            flick.contentY = Math.max(0, Math.min(lowest, top - room, Math.max(least, flick.contentY)));
        }
    }
    NumberAnimation { id: move; target: flick; property: "contentY"; duration: Theme.pageTime; easing.type: Easing.OutCubic }

    Flickable {
        id: flick
        anchors.fill: parent
        anchors.rightMargin: scroll.gap
        contentWidth: width
        contentHeight: scroll.tail ? end.y + end.height : column.implicitHeight
        flickableDirection: Flickable.VerticalFlick
        boundsBehavior: Flickable.StopAtBounds
        interactive: scroll.needed
        Column {
            id: column
            width: flick.width
            spacing: Theme.gutter
        }
        Item {
            id: end
            y: column.implicitHeight > 0 ? column.implicitHeight + 32 : 0
            width: flick.width
            height: scroll.tail ? scroll.tail.height : 0
        }
    }
    Column {
        visible: scroll.needed
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 24
        spacing: 24
        Repeater {
            model: [{ icon: "chevron-up", part: -0.8 }, { icon: "chevron-down", part: 0.8 }]
            Rectangle {
                id: turner
                required property var modelData
                readonly property bool can: scroll.can(modelData.part < 0 ? -1 : 1)
                width: scroll.compact ? 72 : 96
                height: 128
                radius: Theme.radius
                color: Theme.card
                border.width: 2
                border.color: can ? Theme.primary : Theme.line
                Accessible.role: Accessible.Button
                Accessible.name: Theme.turn[scroll.side === "" ? (modelData.part < 0 ? "up" : "down") : scroll.side + (modelData.part < 0 ? "Up" : "Down")] || ""
                objectName: modelData.part < 0 ? "scrollUp" : "scrollDown"
                Icon {
                    anchors.centerIn: parent
                    name: turner.modelData.icon
                    size: 64
                    ink: turner.can ? Theme.primary : Theme.line
                }
                MouseArea {
                    anchors.fill: parent
                    enabled: turner.can
                    onClicked: scroll.turn(turner.modelData.part)
                }
            }
        }
    }
}
