pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Certificates of the site's own, from a stick.
KioskPage {
    id: page
    Split {
        share: 0.5
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { text: page.view.waiting }
        handles: ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "lookForSticks"; onTapped: page.act("lookForSticks", null) }
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
                    objectName: "stick-" + modelData.value
                    onTapped: page.act(modelData.act, modelData.value)
                }
            }
        }
    }
}
