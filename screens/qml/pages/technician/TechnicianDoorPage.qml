import QtQuick
import Kiosk

// The technician's code is asked for: held to the scanner, or on a stick.
KioskPage {
    id: page
    Split {
        read: true
        Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        Head { title: page.view.title; text: page.view.text }
        handles: Flow {
            width: parent.width
            spacing: 16
            visible: page.view.retry + page.view.stick !== ""
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.stick; icon: "archive"; objectName: "readStick"; onTapped: page.act("readStick", null) }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Item {
                width: parent.width
                height: Theme.portrait ? (Theme.large ? 520 : 640) : 440
                Image {
                    anchors.centerIn: parent
                    width: Math.min(parent.width, parent.height * 1.25)
                    height: width * 0.8
                    sourceSize.width: width
                    sourceSize.height: height
                    source: Theme.picture(page.view.picture)
                }
            }
            Waiting { visible: page.view.waiting }
        }
    }
}
