pragma ComponentBehavior: Bound
import QtQuick

// A few steps of one thing, beside each other: one of them is chosen, by a frame and a mark as well as by colour.
Column {
    id: stepped
    property string label
    property string act
    property var choices: [] // of { step, title, name, chosen }
    signal tapped(string step)
    spacing: 12
    TextLabel { width: parent.width; text: stepped.label; strong: true; lineHeight: 1 }
    Row {
        id: row
        width: parent.width
        spacing: 16
        Repeater {
            model: stepped.choices
            Pressable {
                id: one
                required property var modelData
                readonly property bool chosen: modelData.chosen === true
                width: Math.floor((row.width - (stepped.choices.length - 1) * row.spacing) / stepped.choices.length)
                height: Theme.secondary
                name: modelData.name
                color: chosen || pressed ? Theme.primaryPale : Theme.card
                border.width: chosen ? 4 : 2
                border.color: chosen ? Theme.primary : Theme.fieldBorder
                Accessible.role: Accessible.RadioButton
                Accessible.checked: chosen
                objectName: stepped.act + "-" + modelData.step
                onTapped: stepped.tapped(modelData.step)
                Row {
                    anchors.centerIn: parent
                    spacing: 12
                    // As on a button: set smaller rather than cut.
                    scale: Math.min(1, (one.width - 24) / Math.max(1, width))
                    Icon { visible: one.chosen; name: "check"; size: 40; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
                    TextLabel { text: one.modelData.title; strong: one.chosen; lineHeight: 1; wrapMode: Text.NoWrap; anchors.verticalCenter: parent.verticalCenter; Accessible.ignored: true }
                }
            }
        }
    }
}
