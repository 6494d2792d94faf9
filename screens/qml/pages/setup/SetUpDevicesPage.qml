pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Every kind of device, with what was found of it, or was chosen.
KioskPage {
    id: page
    Split {
        share: 0.36
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { text: page.view.waiting }
        handles: ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                MenuRow {
                    required property var modelData
                    icon: modelData.icon
                    title: modelData.title
                    text: modelData.text
                    objectName: "device-" + modelData.value
                    onTapped: page.act(modelData.act, modelData.value)
                }
            }
        }
    }
}
