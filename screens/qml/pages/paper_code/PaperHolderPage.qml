pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Is this you, and the code on paper that there is already.
KioskPage {
    id: page
    first: "primary"
    Split {
        read: true
        share: 0.46
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
            Note { text: page.view.had; objectName: "had" }
        }
        Waiting { text: page.view.waiting }
        handles: Flow {
            width: parent.width
            spacing: 16
            visible: page.view.retry + page.view.lost !== ""
            ActionButton { visible: label !== ""; label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.lost; objectName: "reportLost"; onTapped: page.act("reportLost", null) }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Card {
                spacing: 24
                Image {
                    visible: status === Image.Ready
                    width: 153
                    height: 189
                    source: page.view.photo
                    smooth: true
                    cache: false
                    objectName: "photo"
                    Accessible.role: Accessible.Graphic
                    Accessible.name: page.view.photoName
                }
                TextLabel { width: parent.width; text: page.view.name; size: Theme.title; strong: true }
                Pair { label: page.view.numberLabel; value: page.view.number }
            }
            Note { text: page.view.nameNote; objectName: "nameNote" }
        }
    }
}
