import QtQuick
import Kiosk

Page {
    id: page
    Split {
        Head { title: page.view.title }
        touching: Action { visible: page.view.again !== ""; label: page.view.again; objectName: "greetAgain"; onTapped: page.act("greetAgain", null) }
    }
}
