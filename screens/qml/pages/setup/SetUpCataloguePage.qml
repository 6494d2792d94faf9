pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The catalogue on its way: how much of it is here; where it does not come, why, and the other way.
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
        Rectangle {
            visible: page.view.share > 0
            width: parent.width
            height: 16
            radius: 8
            color: Theme.primaryPale
            Rectangle { width: parent.width * page.view.share / 100; height: parent.height; radius: 8; color: Theme.primary }
        }
        TextLabel { visible: text !== ""; width: parent.width; text: page.view.progress; size: Theme.small; color: Theme.ink2 }
        handles: Flow {
            width: parent.width
            spacing: 16
            visible: page.view.retry + page.view.sticks !== ""
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "archive"; label: page.view.sticks; objectName: "lookForSticks"; onTapped: page.act("lookForSticks", null) }
        }
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
