import QtQuick
import Kiosk

// A page before the document camera: where it lies, then what was seen of it.
KioskPage {
    id: page
    first: view.primary !== "" ? "primary" : ""
    still: view.picture === "" || seen.status === Image.Ready
    Split {
        mode: "fill"
        share: 0.4
        Head {
            over: page.view.over
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem || page.view.hint }
        }
        handles: Flow {
            width: parent.width
            spacing: 20
            visible: page.view.retry !== "" || page.view.more !== ""
            ActionButton { visible: label !== ""; icon: "camera"; label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
            ActionButton { visible: label !== ""; icon: "file-text"; label: page.view.more; objectName: "oneMorePage"; onTapped: page.act("oneMorePage", null) }
        }
        touching: Item {
            anchors.fill: parent
            Column {
                visible: page.view.picture === ""
                anchors.centerIn: parent
                width: parent.width
                spacing: Theme.gutter
                Image {
                    anchors.horizontalCenter: parent.horizontalCenter
                    width: Math.min(parent.width, (page.height - 90) * 1.25, 700)
                    height: width * 0.8
                    sourceSize.width: width
                    sourceSize.height: height
                    source: Theme.picture("lay-page")
                }
                Waiting { told: page.view.looking }
            }
            Image {
                id: seen
                visible: status === Image.Ready
                anchors.fill: parent
                source: page.view.picture
                sourceSize.width: 1400
                fillMode: Image.PreserveAspectFit
                horizontalAlignment: Image.AlignHCenter
                smooth: true
                mipmap: true
                cache: false
                objectName: "picture"
                Rectangle {
                    z: -1
                    anchors.centerIn: parent
                    width: parent.paintedWidth + 4
                    height: parent.paintedHeight + 4
                    color: "transparent"
                    border.width: 2
                    border.color: Theme.fieldBorder
                }
            }
        }
    }
}
