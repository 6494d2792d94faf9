pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// What becomes of the paper with the code.
KioskPage {
    id: page
    Split {
        share: 0.42
        whole: paper.height
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { text: page.view.waiting }
        handles: ActionButton { visible: page.view.retry !== ""; label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Paper { id: paper; visible: page.view.paper.state !== "none"; view: page.view.paper; tight: !Theme.portrait || Theme.low; onAct: (name, value) => page.act(name, value) }
        }
    }
}
