pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// How it stands with each of several copies, in the order in which they are printed.
Card {
    id: queue
    property var rows: []
    visible: rows.length > 0
    Repeater {
        model: queue.rows
        Item {
            id: row
            required property var modelData
            readonly property bool whole: true // stays in one piece where it scrolls
            width: parent.width
            implicitHeight: Math.max(title.implicitHeight, word.implicitHeight)
            TextLabel { id: title; width: parent.width - word.implicitWidth - 24; text: row.modelData.title }
            TextLabel { id: word; anchors.right: parent.right; text: row.modelData.state; wrapMode: Text.NoWrap; strong: row.modelData.tone !== "quiet"; color: row.modelData.tone === "quiet" ? Theme.ink2 : Theme.contrast ? Theme.ink : Theme.tone(row.modelData.tone) }
        }
    }
}
