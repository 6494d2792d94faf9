pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// All devices, and how each is.
KioskPage {
    id: page
    Split {
        share: 0.3
        Head { title: page.view.title }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                MenuRow {
                    required property var modelData
                    icon: modelData.tone === "bad" ? "circle-x" : modelData.tone === "good" ? "circle-check" : modelData.tone === "stored" ? "triangle-alert" : "info"
                    tone: modelData.tone
                    title: modelData.title
                    text: modelData.text
                    objectName: "device-" + modelData.value
                    onTapped: page.act("openDevice", modelData.value)
                }
            }
        }
    }
}
