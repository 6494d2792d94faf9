pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// How the whole terminal is, what wants somebody first; the ways to take it along.
KioskPage {
    id: page
    first: "report-printIt"
    Split {
        read: true
        share: 0.48
        Head {
            brief: Theme.tight
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
            Note { tone: "info"; text: page.view.done; objectName: "done" }
        }
        Waiting { text: page.view.waiting }
        handles: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.tiles
                Tile {
                    required property var modelData
                    width: parent ? parent.width : 0
                    title: modelData.title
                    text: Theme.tight ? "" : modelData.text // the results have the room
                    icon: modelData.icon
                    objectName: (modelData.act === "chooseStick" ? "stick-" : "report-") + (modelData.act === "chooseStick" ? modelData.value : modelData.act)
                    onTapped: page.act(modelData.act, modelData.value)
                }
            }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        }
        touching: Column {
            width: parent.width
            spacing: 12
            Repeater {
                model: page.view.rows
                StateRow {
                    required property var modelData
                    objectName: "report-" + modelData.key
                    title: modelData.name
                    tone: modelData.tone
                    inLine: true
                    text: modelData.state
                    detail: modelData.detail
                    advice: modelData.todo
                }
            }
        }
    }
}
