pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// A support bundle: what is in it, and the stick that it goes to.
KioskPage {
    id: page
    Split {
        share: 0.5
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
            Note { tone: "good"; text: page.view.done; objectName: "done" }
        }
        TextLabel { width: parent.width; text: page.view.holds }
        Waiting { text: page.view.waiting }
        handles: ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.media
                Tile {
                    required property var modelData
                    width: parent ? parent.width : 0
                    title: modelData.title
                    text: modelData.text
                    icon: modelData.icon
                    objectName: "medium-" + modelData.value
                    onTapped: page.act(modelData.act, modelData.value)
                }
            }
        }
    }
}
