pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The newest lines of the log.
KioskPage {
    id: page
    Split {
        read: true
        share: 0.3
        Head { title: page.view.title; text: page.view.text }
        Waiting { text: page.view.waiting }
        handles: ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        touching: Column {
            width: parent.width
            spacing: 12
            Repeater {
                model: page.view.rows
                Column {
                    id: line
                    required property var modelData
                    readonly property bool whole: true
                    width: parent ? parent.width : 0
                    TextLabel { width: parent.width; text: line.modelData.at + "  " + line.modelData.event; pieces: [line.modelData.at, line.modelData.event]; size: Theme.small; strong: true }
                    TextLabel { width: parent.width; visible: text !== ""; text: line.modelData.details; size: Theme.tiny; color: Theme.ink2 }
                }
            }
        }
    }
}
