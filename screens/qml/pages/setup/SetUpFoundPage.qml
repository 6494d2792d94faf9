pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// One device: what may be it, an address of its own, and a trial.
KioskPage {
    id: page
    Split {
        share: 0.42
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
            Note { tone: page.view.tone; text: page.view.came; objectName: "came" }
        }
        TextLabel { visible: text !== ""; width: parent.width; text: page.view.trying }
        Waiting { text: page.view.waiting }
        TextLabel { visible: text !== ""; width: parent.width; text: page.view.todo }
        handles: ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.attempt; objectName: "tryIt"; onTapped: page.act("tryIt", null) }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                Choice {
                    required property var modelData
                    title: modelData.title
                    text: modelData.text
                    chosen: modelData.chosen
                    objectName: "found-" + modelData.value
                    onTapped: page.act("chooseFound", modelData.value)
                }
            }
            Repeater {
                model: page.view.ways
                MenuRow {
                    required property var modelData
                    icon: modelData.icon
                    title: modelData.title
                    text: modelData.text
                    objectName: "type-" + modelData.value
                    onTapped: page.act(modelData.act, modelData.value)
                }
            }
        }
    }
}
