pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// What becomes of the paper with the code.
KioskPage {
    id: page
    Split {
        read: true
        share: 0.42
        Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        Head { title: page.view.title; text: page.view.text }
        handles: ActionButton { visible: page.view.retry !== ""; label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Waiting { visible: page.view.waiting }
            Paper { visible: page.view.paper.state !== "none"; width: parent.width; view: page.view.paper; tight: !Theme.portrait; onAct: (name, value) => page.act(name, value) }
        }
    }
}
