import QtQuick

// One of several: a large row with a mark that shows what is chosen, by shape as well as by colour.
Pressable {
    id: choice
    property string title
    property string text
    property bool chosen: false
    property bool many: false // a square mark: on or off by itself
    property string stateWord: ""
    width: parent ? parent.width : 0
    implicitHeight: Math.max(Theme.row, words.implicitHeight + 48)
    name: title
    color: chosen ? Theme.primaryPale : pressed ? Theme.primaryPale : Theme.card
    border.width: chosen ? 4 : 2
    border.color: chosen ? Theme.primary : Theme.fieldBorder
    Accessible.role: many ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.checked: chosen
    Rectangle {
        id: mark
        x: 32
        anchors.verticalCenter: parent.verticalCenter
        width: 56
        height: 56
        radius: choice.many ? 12 : 28
        color: choice.chosen ? Theme.primary : "transparent"
        border.width: 3
        border.color: choice.chosen ? Theme.primary : Theme.fieldBorder
        Icon { anchors.centerIn: parent; visible: choice.chosen; name: "check"; size: 40; ink: Theme.primaryInk }
    }
    Column {
        id: words
        x: 120
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - 32 - (said.visible ? said.implicitWidth + 16 : 0)
        spacing: 4
        TextLabel { width: parent.width; text: choice.title; size: Theme.body; strong: choice.chosen; lineHeight: 1; Accessible.ignored: true }
        TextLabel { width: parent.width; visible: text !== ""; text: choice.text; size: Theme.small; color: Theme.ink2 }
    }
    TextLabel {
        id: said
        visible: choice.stateWord !== ""
        anchors.right: parent.right
        anchors.rightMargin: 32
        anchors.verticalCenter: parent.verticalCenter
        text: choice.stateWord
        size: Theme.small
        lineHeight: 1
        color: choice.chosen ? Theme.primary : Theme.ink2
        strong: choice.chosen
        wrapMode: Text.NoWrap
    }
}
