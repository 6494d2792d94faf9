pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// What becomes of the code that was held up: it is being looked at, or why it showed nothing.
KioskPage {
    id: page
    first: "back" // as on the page that asks for a card
    Split {
        read: true
        share: 0.52
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { told: page.view.waiting }
        handles: Flow {
            width: parent.width
            spacing: 16
            visible: page.view.card !== ""
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: page.view.cardIcon; label: page.view.card; objectName: "useCardInstead"; onTapped: page.act("useCardInstead", null) }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Image {
                visible: page.view.picture !== ""
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.round(height * 1.25)
                height: Theme.portrait ? (Theme.large && Theme.low ? 360 : 480) : (Theme.low ? 260 : 420)
                sourceSize.width: width
                sourceSize.height: height
                source: page.view.picture !== "" ? Theme.picture(page.view.picture) : ""
            }
        }
    }
}
