pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        read: page.view.doors.length === 0
        share: 0.48
        Head {
            title: page.view.title
            text: page.view.source
            Note { tone: page.view.tone; text: page.view.text }
        }
        Waiting { text: page.view.waiting }
        handles: [Paper { visible: page.view.paper.state !== "none"; width: parent.width; view: page.view.paper; tight: !Theme.portrait || Theme.low; onAct: (name, value) => page.act(name, value) }, Flow {
            width: parent.width
            spacing: 16
            visible: page.view.show + page.view.official + page.view.print + page.view.retry + page.view.previous + page.view.next !== ""
            ActionButton { visible: label !== ""; label: page.view.show; objectName: "showAgain"; onTapped: page.act("showAgain", null) }
            ActionButton { visible: label !== ""; label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "file-badge"; label: page.view.official; objectName: "printOfficial"; onTapped: page.act("printOfficial", null) }
            ActionButton { visible: label !== ""; icon: "printer"; label: page.view.print; objectName: "printResult"; onTapped: page.act("printResult", null) }
            ActionButton { visible: label !== ""; icon: "arrow-left"; label: page.view.previous; objectName: "previousPage"; onTapped: page.act("turnPage", "previous") }
            ActionButton { visible: label !== ""; icon: "arrow-right"; label: page.view.next; objectName: "nextPage"; onTapped: page.act("turnPage", "next") }
        }]
        touching: Column {
            width: parent.width
            spacing: 16
            TextLabel { visible: text !== ""; width: parent.width; text: page.view.pages; size: Theme.small; color: Theme.ink2 }
            TextLabel { visible: text !== ""; width: parent.width; text: page.view.figure; size: Theme.title * 1.6; strong: true; objectName: "figure" }
            Repeater {
                model: page.view.rows
                Card {
                    id: one
                    required property var modelData
                    spacing: 12
                    TextLabel { visible: text !== ""; width: parent.width; text: one.modelData.title; size: Theme.heading; strong: true; heads: true }
                    Repeater {
                        model: one.modelData.cells
                        Pair { required property var modelData; label: modelData.label; value: modelData.value }
                    }
                }
            }
            Card {
                visible: page.view.totalsTitle !== ""
                spacing: 12
                TextLabel { width: parent.width; text: page.view.totalsTitle; size: Theme.heading; strong: true; heads: true }
                Repeater {
                    model: page.view.totals
                    Pair { required property var modelData; label: modelData.label; value: modelData.value; strong: true }
                }
            }
            Repeater {
                model: page.view.doors
                MenuRow {
                    required property var modelData
                    icon: modelData.icon
                    title: modelData.title
                    text: modelData.text
                    objectName: "door-" + modelData.act
                    onTapped: page.act(modelData.act, modelData.value)
                }
            }
        }
    }
}
