pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The few settings that may be changed here, with what each does.
KioskPage {
    id: page
    Split {
        share: 0.3
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { text: page.view.waiting }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.rows
                Card {
                    id: card
                    required property var modelData
                    readonly property bool whole: true // what it is stands with its choices
                    objectName: "setting-" + modelData.key
                    TextLabel { width: parent.width; text: card.modelData.title; strong: true; heads: true }
                    TextLabel { width: parent.width; text: card.modelData.text; size: Theme.small; color: Theme.ink2 }
                    Flow {
                        width: parent.width
                        spacing: 16
                        Repeater {
                            model: card.modelData.options
                            Chip {
                                required property var modelData
                                title: modelData.title
                                name: card.modelData.title + ", " + modelData.title
                                chosen: modelData.chosen
                                objectName: "choose-" + modelData.value
                                onTapped: page.act("chooseSetting", modelData.value)
                            }
                        }
                    }
                }
            }
        }
    }
}
