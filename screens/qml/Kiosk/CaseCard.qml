pragma ComponentBehavior: Bound
import QtQuick

// A case: how far it is, what it is about, and what is known of it.
Card {
    id: one
    required property var told
    property string sentence: ""
    Row {
        width: parent.width
        spacing: 24
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
        TextLabel { width: parent.width - pill.width - 24; text: one.told.title; size: Theme.heading; strong: true; anchors.verticalCenter: parent.verticalCenter }
    }
    TextLabel { width: parent.width; visible: text !== ""; text: one.sentence; color: Theme.ink2 }
    Repeater {
        model: one.told.rows
        Pair { required property var modelData; label: modelData.label; value: modelData.value }
    }
}
