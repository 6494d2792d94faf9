import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        read: true
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        handles: ActionButton { visible: page.view.retry !== ""; label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Item {
                width: parent.width
                height: Theme.portrait ? (Theme.large ? 560 : 700) : 460
                Image {
                    anchors.centerIn: parent
                    width: Math.min(parent.width, parent.height * 1.25)
                    height: width * 0.8
                    sourceSize.width: width
                    sourceSize.height: height
                    source: Theme.picture(page.view.picture)
                }
            }
            Waiting { told: page.view.retry === "" }
        }
    }
}
