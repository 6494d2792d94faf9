import QtQuick
import Kiosk

// The technician's code or card is asked for: held to the scanner, on a stick, or put into the reader.
KioskPage {
    id: page
    readonly property bool two: page.view.ways.length > 1
    readonly property bool tight: Theme.large && !Theme.portrait
    // Never from the width: a page that is shorter when its scroll takes some of the width would not come to rest.
    readonly property int pictureHeight: Theme.portrait ? (two ? (Theme.large ? (page.view.problem ? 150 : 240) : 360) : (Theme.large ? 520 : 640)) : two ? (Theme.large ? 150 : 260) : 440
    Split {
        read: true
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        handles: Flow {
            width: parent.width
            spacing: 16
            visible: page.view.retry + page.view.stick !== ""
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.stick; icon: "archive"; objectName: "readStick"; onTapped: page.act("readStick", null) }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Ways { ways: page.view.ways; pictureHeight: page.pictureHeight; tight: page.tight }
            Waiting { text: page.view.waiting }
        }
    }
}
