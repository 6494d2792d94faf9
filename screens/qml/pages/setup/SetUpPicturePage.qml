import QtQuick
import Kiosk

// The picture was turned: whoever can read it says so.
KioskPage {
    id: page
    Split {
        sinks: true
        Head { title: page.view.title; text: page.view.text }
        Waiting { text: page.view.waiting }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            ActionButton { visible: label !== ""; width: parent.width; primary: true; label: page.view.keep; objectName: "keepPicture"; onTapped: page.act("keepPicture", true) }
            ActionButton { visible: label !== ""; width: parent.width; height: Theme.button; label: page.view.back; objectName: "turnBack"; onTapped: page.act("keepPicture", false) }
        }
    }
}
