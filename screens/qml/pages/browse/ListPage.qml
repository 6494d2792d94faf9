pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        share: 0.34
        whole: rows.highest
        Head { title: page.view.title; text: page.view.text }
        handles: Flow {
            visible: page.view.kinds.length + page.view.possible.length > 0
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.kinds
                Chip {
                    required property var modelData
                    title: modelData.title
                    chosen: modelData.chosen
                    objectName: "kind-" + modelData.value
                    onTapped: page.act("showKind", modelData.value)
                }
            }
            Repeater {
                model: page.view.possible
                Chip {
                    required property var modelData
                    many: true
                    title: modelData.title
                    chosen: modelData.chosen
                    objectName: "possible"
                    onTapped: page.act("showPossible", null)
                }
            }
        }
        touching: Column {
            id: rows
            readonly property real highest: Math.max(...children.map(group => Math.max(...Array.from(group.children).map(row => row.implicitHeight), 0)), 0)
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.groups
                Column {
                    id: group
                    required property var modelData
                    width: parent.width
                    spacing: 16
                    TextLabel { visible: group.modelData.title !== ""; width: parent.width; text: group.modelData.title; size: Theme.heading; strong: true; heads: true }
                    Repeater {
                        model: group.modelData.rows
                        MenuRow {
                            required property var modelData
                            title: modelData.title
                            text: modelData.text
                            mark: modelData.kind
                            counted: true
                            brief: Theme.large && (Theme.low || !Theme.portrait)
                            objectName: "item-" + modelData.code
                            onTapped: page.act("openItem", modelData.code)
                        }
                    }
                }
            }
        }
    }
}
