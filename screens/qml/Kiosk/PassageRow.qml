import QtQuick

// What somebody asked, the answer as it stands in a guide, and where that is from. Leads to the guide.
Pressable {
    id: row
    property string title
    property string text
    property string source
    property string rests // is not said
    name: [title, text, source].filter(part => part !== "").join(", ")
    width: parent ? parent.width : 0
    implicitHeight: Math.max(Theme.row, words.implicitHeight + 44)
    color: pressed ? Theme.primaryPale : Theme.card
    border.width: 1
    border.color: Theme.line
    Behavior on color { ColorAnimation { duration: Theme.pressTime } }

    Column {
        id: words
        x: 32
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - 24 - 72
        spacing: 8
        TextLabel { width: parent.width; text: row.title; strong: true; Accessible.ignored: true }
        TextLabel { width: parent.width; visible: text !== ""; text: row.text; Accessible.ignored: true }
        TextLabel { width: parent.width; text: [row.source, row.rests].filter(part => part !== "").join(" · "); visible: text !== ""; size: Theme.small; color: Theme.ink2; Accessible.ignored: true }
    }
    Icon {
        anchors.right: parent.right
        anchors.rightMargin: 24
        anchors.verticalCenter: parent.verticalCenter
        name: "chevron-right"
        size: 48
        ink: Theme.primary
    }
}
