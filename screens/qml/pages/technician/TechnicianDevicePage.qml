pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// One device: how it is now, what to do about it, and whether it does its work.
KioskPage {
    id: page
    Split {
        share: 0.38
        Head { title: page.view.title }
        Note { tone: page.view.tone; text: page.view.state; objectName: "state" }
        TextLabel { visible: text !== ""; width: parent.width; text: page.view.detail; size: Theme.tiny; color: Theme.ink2 }
        TextLabel { visible: text !== ""; width: parent.width; text: page.view.means }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Card {
                visible: page.view.steps.length > 0
                Instruction { wide: Theme.portrait ? 360 : 260; picture: page.view.picture; steps: page.view.steps }
            }
            TextLabel { visible: text !== "" && page.view.times.length + page.view.stop.length > 0; width: parent.width; text: page.view.trying }
            Waiting { told: page.view.running }
            Note { tone: page.view.countTone; text: page.view.count; objectName: "count" }
            Repeater {
                model: page.view.times
                ActionButton {
                    required property var modelData
                    width: parent ? Math.min(implicitWidth, parent.width) : implicitWidth
                    label: modelData.label
                    objectName: "try-" + modelData.value
                    onTapped: page.act("tryDevice", modelData.value)
                }
            }
            ActionButton { visible: label !== ""; label: page.view.stop; objectName: "stopTrying"; onTapped: page.act("stopTrying", null) }
        }
    }
}
