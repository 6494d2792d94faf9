pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// What waits for the platform, and what became of prints.
KioskPage {
    id: page
    Split {
        read: true
        share: 0.4
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "good"; text: page.view.told; objectName: "told" }
        }
        Waiting { text: page.view.waiting }
        handles: ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.again; objectName: "sendAgain"; onTapped: page.act("sendAgain", null) }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                StateRow {
                    required property var modelData
                    title: modelData.title
                    text: modelData.text
                    tone: modelData.tone
                }
            }
            TextLabel { visible: text !== ""; width: parent.width; text: page.view.printsTitle; size: Theme.heading; strong: true; heads: true }
            Repeater {
                model: page.view.prints
                StateRow {
                    required property var modelData
                    title: modelData.title
                    text: modelData.text
                    tone: modelData.tone
                }
            }
        }
    }
}
