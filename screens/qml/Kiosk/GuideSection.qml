pragma ComponentBehavior: Bound
import QtQuick

// A heading with its lines, each with a smaller one under it where there is one.
Card {
    id: section
    required property var told
    Row {
        readonly property bool heads: true
        width: parent.width
        spacing: 20
        Icon { id: sign; name: section.told.icon; size: 48; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
        TextLabel {
            width: parent.width - sign.width - parent.spacing
            text: section.told.title
            size: Theme.heading
            strong: true
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    Repeater {
        model: section.told.rows
        Column {
            id: line
            required property var modelData
            width: section.width - 2 * section.padding
            spacing: 4
            TextLabel { width: parent.width; text: line.modelData.text }
            TextLabel { width: parent.width; visible: text !== ""; text: line.modelData.note; size: Theme.small; color: Theme.ink2 }
            TextLabel { width: parent.width; visible: text !== ""; text: line.modelData.hours; size: Theme.small; color: Theme.ink2 }
            TextLabel { width: parent.width; visible: text !== ""; text: line.modelData.phone; size: Theme.small; color: Theme.ink2 }
            TextLabel { width: parent.width; visible: text !== ""; text: line.modelData.code; size: Theme.small; color: Theme.ink2 }
        }
    }
}
