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
    property bool compact: false // narrow columns: narrow buttons
    readonly property int gap: needed ? (compact ? 88 : 120) : 0
    readonly property real wanted: column.implicitHeight
    clip: true

    function turn(part: real): void {
        move.to = Math.max(0, Math.min(flick.contentHeight - flick.height, flick.contentY + part * flick.height * 0.8));
        move.restart();
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
            model: [{ icon: "chevron-up", part: -1 }, { icon: "chevron-down", part: 1 }]
            Rectangle {
                id: turner
                required property var modelData
                readonly property bool can: modelData.part < 0 ? flick.contentY > 1 : flick.contentY < flick.contentHeight - flick.height - 1
                width: scroll.compact ? 72 : 96
                height: 128
                radius: Theme.radius
                color: Theme.card
                border.width: 2
                border.color: can ? Theme.primary : Theme.line
                Accessible.role: Accessible.Button
                Accessible.name: modelData.part < 0 ? "page up" : "page down"
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
