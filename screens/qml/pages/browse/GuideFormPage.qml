import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        read: true
        Head { title: page.view.title; text: page.view.text }
        Note { tone: "stored"; text: page.view.trouble; objectName: "trouble" }
        Waiting { visible: page.view.waiting }
        Paper { visible: page.view.paper.state !== "none"; width: parent.width; view: page.view.paper; picture: "file-text"; tight: !Theme.portrait; onAct: (name, value) => page.act(name, value) }
    }
}
