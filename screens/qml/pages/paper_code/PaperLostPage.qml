pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Report it lost: are you sure, and what came of it.
KioskPage {
    id: page
    Split {
        read: true
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { text: page.view.waiting }
    }
}
