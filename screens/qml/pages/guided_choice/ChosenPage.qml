pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        share: 0.4
        Head { title: page.view.title; text: page.view.carried }
        Note { tone: "info"; text: page.view.note }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                MenuRow {
                    required property var modelData
                    title: modelData.title
                    text: modelData.text
                    mark: modelData.kind
                    counted: true
                    brief: Theme.large && (Theme.low || !Theme.portrait && page.view.rows.length > 2)
                    objectName: "found-" + modelData.code
                    onTapped: page.act("openFound", modelData.code)
                }
            }
            Repeater {
                model: page.view.doors
                MenuRow {
                    required property var modelData
                    icon: modelData.icon
                    title: modelData.title
                    objectName: "door-" + modelData.act
                    onTapped: page.act(modelData.act, modelData.value)
                }
            }
        }
    }
}
