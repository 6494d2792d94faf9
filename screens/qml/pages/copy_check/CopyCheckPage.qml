pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        read: true
        share: 0.46
        Head { title: page.view.title }
        Waiting { visible: page.view.tone === "wait" }
        Rectangle {
            visible: page.view.word !== ""
            width: parent.width
            implicitHeight: words.implicitHeight + 72
            radius: Theme.radius
            color: Theme.pale(page.view.tone)
            border.width: 2
            border.color: Theme.tone(page.view.tone)
            Icon { x: 36; y: 40; size: 100; name: page.view.tone === "good" ? "shield-check" : page.view.tone === "bad" ? "circle-x" : "triangle-alert"; ink: Theme.tone(page.view.tone) }
            Column {
                id: words
                x: 168
                y: 36
                width: parent.width - x - 32
                spacing: 8
                TextLabel { width: parent.width; text: page.view.word; size: Theme.title; strong: true; color: Theme.contrast ? Theme.ink : Theme.tone(page.view.tone); objectName: "word" }
                TextLabel { width: parent.width; text: page.view.sentence }
            }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            TextLabel { visible: page.view.compare !== ""; width: parent.width; text: page.view.compare; strong: true }
            Card {
                visible: page.view.facts.length > 0
                Repeater {
                    model: page.view.facts
                    Pair { required property var modelData; label: modelData.label; value: modelData.value }
                }
            }
            Card {
                visible: page.view.rows.length > 0
                Repeater {
                    model: page.view.rows
                    Pair { required property var modelData; label: modelData.label; value: modelData.value }
                }
            }
        }
    }
}
