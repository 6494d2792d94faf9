pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        share: 0.3
        Head { title: page.view.title; text: page.view.text }
        Note { text: page.view.nameNote; objectName: "nameNote" }
        Waiting { visible: page.view.waiting }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.rows
                Card {
                    id: one
                    required property var modelData
                    Row {
                        width: parent.width
                        spacing: 24
                        Rectangle {
                            id: pill
                            width: word.implicitWidth + 48
                            height: word.implicitHeight + 20
                            radius: height / 2
                            color: Theme.pale(one.modelData.tone)
                            border.width: 2
                            border.color: Theme.tone(one.modelData.tone)
                            TextLabel { id: word; anchors.centerIn: parent; text: one.modelData.word; strong: true; color: Theme.contrast ? Theme.ink : Theme.tone(one.modelData.tone); wrapMode: Text.NoWrap; lineHeight: 1; objectName: "word" }
                        }
                        TextLabel { width: parent.width - pill.width - 24; text: one.modelData.title; size: Theme.heading; strong: true; anchors.verticalCenter: parent.verticalCenter }
                    }
                    TextLabel { width: parent.width; text: one.modelData.sentence; color: Theme.ink2 }
                    Repeater {
                        model: one.modelData.rows
                        Pair { required property var modelData; label: modelData.label; value: modelData.value }
                    }
                    ActionButton {
                        visible: one.modelData.open !== ""
                        icon: "arrow-right"
                        iconRight: true
                        label: one.modelData.open
                        name: one.modelData.openName
                        objectName: "open-" + one.modelData.number
                        onTapped: page.act("openCase", one.modelData.number)
                    }
                }
            }
        }
    }
}
