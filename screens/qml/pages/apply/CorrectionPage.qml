pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    readonly property var unmended: view.rows.find(row => row.button !== "" && !row.mended)
    first: unmended ? "mend-" + unmended.key : "primary"
    Split {
        share: 0.36
        Head { title: page.view.title; text: page.view.text }
        Card { Pair { label: page.view.numberLabel; value: page.view.number } }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                Card {
                    id: one
                    required property var modelData
                    spacing: 16
                    Row {
                        width: parent.width
                        spacing: 20
                        Icon { id: sign; name: one.modelData.mended ? "circle-check" : one.modelData.bring ? "landmark" : "pencil"; size: 48; ink: one.modelData.mended ? Theme.good : Theme.primary }
                        Column {
                            width: parent.width - sign.width - 20
                            spacing: 4
                            TextLabel { width: parent.width; text: one.modelData.text; strong: true }
                            TextLabel { width: parent.width; visible: text !== ""; text: one.modelData.state; size: Theme.small; color: Theme.contrast || !one.modelData.mended ? Theme.ink : Theme.good; strong: true }
                        }
                    }
                    ActionButton {
                        visible: label !== ""
                        icon: one.modelData.act === "change" ? "pencil" : "camera"
                        label: one.modelData.button
                        name: one.modelData.buttonName
                        objectName: "mend-" + one.modelData.key
                        onTapped: page.act(one.modelData.act, one.modelData.key)
                    }
                }
            }
        }
    }
}
