pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    first: view.primary !== "" ? "primary" : ""
    Split {
        read: true
        share: 0.38
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.lacks; objectName: "lacks" }
            Note { tone: "stored"; text: page.view.stale }
        }
        handles: Flow {
            width: parent.width
            spacing: 16
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "wifi-off"; label: page.view.possible; objectName: "possible"; onTapped: page.act("openList", "offline:") }
            ActionButton { width: Math.min(implicitWidth, parent.width); icon: "list-checks"; label: page.view.more; objectName: "guideMore"; onTapped: page.act("guideMore", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "printer"; label: page.view.print; objectName: "printGuide"; onTapped: page.act("printGuide", null) }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.sections
                GuideSection { required property var modelData; told: modelData }
            }
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
            Repeater {
                model: page.view.where
                GuideSection { required property var modelData; told: modelData }
            }
        }
    }
}
