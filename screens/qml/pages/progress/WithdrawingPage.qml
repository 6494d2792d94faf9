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
    }
}
