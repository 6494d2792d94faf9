pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The look at the line, step by step, and what to do at the step that fails.
KioskPage {
    id: page
    Split {
        read: true
        share: 0.34
        Head {
            title: page.view.title
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { text: page.view.waiting }
        handles: Flow {
            width: parent.width
            spacing: Theme.gutter
            visible: page.view.retry + page.view.clock !== ""
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "clock"; label: page.view.clock; objectName: "clock"; onTapped: page.act("openPart", "clock") }
        }
        touching: Column {
            width: parent.width
            spacing: 12
            Repeater {
                model: page.view.rows
                StateRow {
                    required property var modelData
                    objectName: "line-" + modelData.key
                    title: modelData.name
                    tone: modelData.tone
                    inLine: true
                    text: modelData.state
                    advice: modelData.todo
                }
            }
        }
    }
}
