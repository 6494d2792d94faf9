pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Column {
        anchors.centerIn: parent
        width: Math.min(parent.width, 860)
        spacing: 48
        Head { title: page.view.title; text: page.view.text }
        Waiting { told: true }
        Card {
            spacing: 28
            Repeater {
                model: page.view.stages
                Row {
                    id: line
                    required property var modelData
                    width: parent.width
                    spacing: 24
                    Icon { id: sign; name: line.modelData.done ? "circle-check" : "clock"; size: 60; ink: line.modelData.done ? Theme.good : Theme.ink2; anchors.verticalCenter: parent.verticalCenter }
                    TextLabel { width: parent.width - sign.width - 24; text: line.modelData.label; anchors.verticalCenter: parent.verticalCenter }
                }
            }
        }
    }
}
