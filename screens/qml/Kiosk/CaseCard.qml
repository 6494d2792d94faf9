pragma ComponentBehavior: Bound
import QtQuick

// A case: how far it is, what it is about, and what is known of it.
Card {
    id: one
    required property var told
    property string sentence: ""
    // In larger text the word stands above: beside it a name would have no room.
    Grid {
        readonly property bool heads: true
        width: parent.width
        columns: Theme.large ? 1 : 2
        spacing: Theme.large ? 12 : 24
        verticalItemAlignment: Grid.AlignVCenter
        Rectangle {
            id: pill
            width: word.implicitWidth + 48
            height: word.implicitHeight + 20
            radius: height / 2
            color: Theme.pale(one.told.tone)
            border.width: 2
            border.color: Theme.tone(one.told.tone)
            TextLabel { id: word; anchors.centerIn: parent; text: one.told.word; strong: true; color: Theme.contrast ? Theme.ink : Theme.tone(one.told.tone); wrapMode: Text.NoWrap; lineHeight: 1; objectName: "word" }
        }
        TextLabel { width: Theme.large ? parent.width : parent.width - pill.width - 24; text: one.told.title; size: Theme.heading; strong: true }
    }
    TextLabel { width: parent.width; visible: text !== ""; text: one.sentence; color: Theme.ink2 }
    Repeater {
        model: one.told.rows
        Pair { required property var modelData; label: modelData.label; value: modelData.value }
    }
}
