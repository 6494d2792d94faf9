pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Out of service: which sentence residents read.
KioskPage {
    id: page
    Split {
        share: 0.36
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.closed; objectName: "closed" }
        }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.reasons
                Choice {
                    required property var modelData
                    title: modelData.title
                    chosen: modelData.chosen
                    objectName: "close-" + modelData.value
                    onTapped: page.act("closeFor", modelData.value)
                }
            }
        }
    }
}
