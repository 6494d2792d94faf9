pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        share: 0.3
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Note { text: page.view.nameNote; objectName: "nameNote" }
        Waiting { text: page.view.waiting }
        handles: Flow {
            width: parent.width
            spacing: 16
            visible: page.view.retry + page.view.card !== ""
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: page.view.cardIcon; label: page.view.card; objectName: "useCard"; onTapped: page.act("useCard", null) }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.rows
                CaseCard {
                    id: one
                    required property var modelData
                    told: modelData
                    sentence: modelData.sentence
                    ActionButton {
                        visible: one.modelData.open !== ""
                        icon: "arrow-right"
                        iconRight: true
                        label: one.modelData.open
                        name: one.modelData.openName
                        objectName: "open-" + one.modelData.number
                        onTapped: page.act("openCase", one.modelData.number)
                    }
                }
            }
        }
    }
}
