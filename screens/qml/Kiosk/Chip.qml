import QtQuick

// One of a few small choices in a row that say which rows of a list are shown: what is chosen is told by shape as well as by colour.
Pressable {
    id: chip
    property string title
    property bool chosen: false
    property bool many: false // on or off by itself
    name: title
    implicitWidth: row.implicitWidth + 56
    implicitHeight: Theme.secondary
    radius: height / 2
    color: chosen || pressed ? Theme.primaryPale : Theme.card
    border.width: chosen ? 4 : 2
    border.color: chosen ? Theme.primary : Theme.fieldBorder
    Accessible.role: many ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.checked: chosen
    Row {
        id: row
        anchors.centerIn: parent
        spacing: 12
        Icon { visible: chip.chosen; name: "check"; size: 36; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
        TextLabel { text: chip.title; size: Theme.small; strong: chip.chosen; lineHeight: 1; wrapMode: Text.NoWrap; anchors.verticalCenter: parent.verticalCenter; Accessible.ignored: true }
    }
}
