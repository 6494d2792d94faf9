import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        Head { title: page.view.title }
        touching: ActionButton { visible: page.view.again !== ""; label: page.view.again; objectName: "greetAgain"; onTapped: page.act("greetAgain", null) }
    }
}
