import QtQuick
import Kiosk

KioskPage {
    id: page
    still: picture.status !== Image.Loading
    Split {
        read: true
        mode: "fill"
        share: page.view.picture !== "" ? 0.36 : 0.8
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem || page.view.notice }
        }
        Waiting { told: page.view.waiting }
        Queue { rows: page.view.queue }
        handles: ActionButton { visible: page.view.retry !== ""; label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        touching: Item {
            anchors.fill: parent
            Rectangle {
                visible: page.view.picture !== ""
                anchors.centerIn: parent
                height: parent.height
                width: Math.min(parent.width, height * 210 / 297)
                color: "#ffffff"
                border.width: 1
                border.color: Theme.fieldBorder
                Image {
                    id: picture
                    anchors.fill: parent
                    anchors.margins: 2
                    source: page.view.picture
                    fillMode: Image.PreserveAspectFit
                    smooth: true
                    mipmap: true
                    objectName: "picture"
                }
            }
        }
    }
}
