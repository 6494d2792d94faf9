pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        read: true
        share: 0.42
        Head { title: page.view.title; text: page.view.text }
        Note { tone: "stored"; text: page.view.lacks; objectName: "lacks" }
        Flow {
            id: facts
            width: parent.width
            spacing: 16
            readonly property real highest: Math.max(...children.filter(c => c.fact === true).map(c => c.implicitHeight), 0)
            Repeater {
                model: page.view.facts
                Rectangle {
                    id: one
                    required property int index
                    required property var modelData
                    readonly property bool alone: index % 2 === 0 && index === page.view.facts.length - 1
                    readonly property bool fact: !alone
                    width: alone ? facts.width : (facts.width - 16) / 2
                    implicitHeight: words.implicitHeight + 40
                    height: alone ? implicitHeight : facts.highest
                    radius: Theme.radius
                    color: Theme.primaryPale
                    border.width: Theme.contrast ? 1 : 0
                    border.color: Theme.line
                    Icon { x: 24; y: 28; name: one.modelData.icon; size: 44; ink: Theme.primary }
                    Column {
                        id: words
                        x: 88
                        y: 18
                        width: parent.width - 104
                        TextLabel { width: parent.width; text: one.modelData.label; size: Theme.tiny; color: Theme.ink2 }
                        TextLabel { width: parent.width; text: one.modelData.value; strong: true }
                    }
                }
            }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Note { tone: "stored"; text: page.view.stale }
            Repeater {
                model: page.view.sections
                Card {
                    id: section
                    required property var modelData
                    Row {
                        spacing: 20
                        Icon { name: section.modelData.icon; size: 48; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
                        TextLabel { text: section.modelData.title; size: Theme.heading; strong: true; anchors.verticalCenter: parent.verticalCenter }
                    }
                    Repeater {
                        model: section.modelData.rows
                        Column {
                            id: line
                            required property var modelData
                            width: section.width - 2 * section.padding
                            spacing: 4
                            TextLabel { width: parent.width; text: line.modelData.text }
                            TextLabel { width: parent.width; visible: text !== ""; text: line.modelData.note; size: Theme.small; color: Theme.ink2 }
                        }
                    }
                }
            }
        }
    }
}
