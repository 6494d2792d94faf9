import QtQuick
import Kiosk

KioskPage {
    id: page
    readonly property bool tight: height < 900 || Theme.low || Theme.large // little room: the question comes first
    Split {
        share: 0.4
        whole: paper.height
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.trouble; objectName: "trouble" }
        }
        Waiting { text: page.view.waiting }
        touching: Column {
            width: parent.width
            Paper { id: paper; visible: page.view.paper.state !== "none"; view: page.view.paper; picture: "file-text"; tight: page.tight; onAct: (name, value) => page.act(name, value) }
        }
    }
}
