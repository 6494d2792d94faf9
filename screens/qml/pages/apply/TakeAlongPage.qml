pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// What taking along means, one thing a line; and what came of it.
KioskPage {
    id: page
    first: "primary"
    Split {
        read: page.view.keep === ""
        sinks: page.view.keep !== "" // within reach, as all that is touched
        share: 0.4
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { told: page.view.waiting }
        handles: Item { id: inReach; visible: form.parent === this && page.view.form !== ""; width: parent.width; implicitHeight: form.implicitHeight }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Card {
                visible: page.view.rows.length > 0
                spacing: Theme.tight ? 12 : 28 // all of it is read before it is agreed to
                Repeater {
                    model: page.view.rows
                    Row {
                        id: line
                        required property var modelData
                        width: parent.width
                        spacing: 24
                        Icon { id: sign; name: line.modelData.icon; size: 60; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
                        TextLabel { width: parent.width - sign.width - 24; text: line.modelData.text; anchors.verticalCenter: parent.verticalCenter }
                    }
                }
            }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "arrow-left"; label: page.view.keep; objectName: "keepTaken"; onTapped: page.act("back", null) }
            Item {
                id: underRows
                readonly property bool whole: true
                visible: form.parent === this && page.view.form !== ""
                width: parent.width
                implicitHeight: form.implicitHeight
                ActionButton { id: form; parent: Theme.low && Theme.portrait ? inReach : underRows; width: Math.min(implicitWidth, parent.width); icon: "file-text"; label: page.view.form; objectName: "printFilled"; onTapped: page.act("printFilled", null) }
            }
        }
    }
}
