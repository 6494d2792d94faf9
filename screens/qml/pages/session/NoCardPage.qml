pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// No card is at hand: what else will do, here and now.
KioskPage {
    id: page
    Split {
        read: true
        share: 0.42
        Head { title: page.view.title; text: page.view.text }
        handles: Flow {
            width: parent.width
            spacing: 16
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "qr-code"; label: page.view.phoneCode; objectName: "showPhoneCode"; onTapped: page.act("showPhoneCode", null) }
            ActionButton { width: Math.min(implicitWidth, parent.width); icon: "id-card"; label: page.view.card; objectName: "useCardInstead"; onTapped: page.act("useCardInstead", null) }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.rows
                Card {
                    id: one
                    required property var modelData
                    spacing: 8
                    Row {
                        width: parent.width
                        spacing: 24
                        Icon { id: sign; name: one.modelData.icon; size: 56; ink: one.modelData.good ? Theme.good : Theme.ink2 }
                        Column {
                            width: parent.width - sign.width - 24
                            spacing: 4
                            TextLabel { width: parent.width; text: one.modelData.title; size: Theme.heading; strong: true; heads: true }
                            TextLabel { width: parent.width; text: one.modelData.word; strong: true; color: one.modelData.good && !Theme.contrast ? Theme.good : Theme.ink }
                            TextLabel { width: parent.width; text: one.modelData.text; color: Theme.ink2 }
                        }
                    }
                }
            }
        }
    }
}
