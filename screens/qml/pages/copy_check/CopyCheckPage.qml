pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        read: true
        share: 0.46
        Head { title: page.view.title }
        Waiting { told: page.view.tone === "wait" }
        Banner {
            visible: word !== ""
            big: true
            tone: page.view.tone
            icon: page.view.tone === "good" ? "shield-check" : page.view.tone === "bad" ? "circle-x" : "triangle-alert"
            word: page.view.word
            sentence: page.view.sentence
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
                    Pair { required property var modelData; label: modelData.label + modelData.labelThere; value: modelData.value + modelData.valueThere }
                }
            }
        }
    }
}
