pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// For which company: those that can be chosen, and below them those that cannot, with the reason.
KioskPage {
    id: page
    Split {
        sinks: page.view.rows.length > 0
        share: 0.42
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { told: page.view.waiting }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.rows
                Choice {
                    required property var modelData
                    title: modelData.title
                    text: modelData.text
                    chosen: modelData.chosen
                    objectName: "company-" + modelData.value
                    onTapped: page.act("chooseCompany", modelData.value)
                }
            }
            ActionButton {
                visible: page.view.retry !== ""
                label: page.view.retry
                objectName: "retry"
                onTapped: page.act("retry", null)
            }
            ActionButton {
                visible: page.view.code !== ""
                width: Math.min(implicitWidth, parent.width)
                icon: "qr-code"
                label: page.view.code
                objectName: "showBusinessCode"
                onTapped: page.act("showBusinessCode", null)
            }
            Repeater {
                model: page.view.refused
                Card {
                    id: one
                    required property var modelData
                    spacing: 8
                    TextLabel { width: parent.width; text: one.modelData.title; color: Theme.ink2 }
                    TextLabel { width: parent.width; text: one.modelData.text; size: Theme.small; color: Theme.ink2 }
                }
            }
        }
    }
}
