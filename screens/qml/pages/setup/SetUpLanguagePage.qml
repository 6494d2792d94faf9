pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The first page of all: the language, each in its own words.
KioskPage {
    id: page
    Split {
        sinks: true
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.choices
                Choice {
                    required property var modelData
                    title: modelData.title
                    chosen: modelData.chosen
                    objectName: "language-" + modelData.value
                    onTapped: page.act("chooseLanguage", modelData.value)
                }
            }
        }
    }
}
