pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// A promise, a paragraph each; the one button below agrees.
KioskPage {
    id: page
    Split {
        read: true
        share: 0.38
        Head { title: page.view.title; text: page.view.text }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Card {
                Repeater {
                    model: page.view.rows
                    TextLabel {
                        required property var modelData
                        width: parent.width
                        text: modelData.text
                    }
                }
            }
        }
    }
}
