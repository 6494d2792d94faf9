import QtQuick
import Kiosk

// One thing that an attendant does with their hands.
KioskPage {
    id: page
    first: "primary"
    Split {
        read: true
        share: 0.36
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "good"; text: page.view.done; objectName: "done" }
        }
        touching: Card {
            Instruction { picture: page.view.picture; steps: page.view.steps }
        }
    }
}
