pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The PIN: how many digits were typed is shown, never which.
KioskPage {
    id: page
    Keys.onPressed: event => event.accepted = page.view.open && pad.typed(event)
    Split {
        id: split
        mode: "hand"
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { text: page.view.waiting }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Row {
                id: dots
                anchors.horizontalCenter: parent.horizontalCenter
                spacing: 24
                Accessible.role: Accessible.StaticText
                Accessible.name: page.view.shown
                Repeater {
                    model: page.view.length
                    Rectangle {
                        required property int index
                        width: 40
                        height: 40
                        radius: 20
                        color: index < page.view.typed ? Theme.primary : "transparent"
                        border.width: 3
                        border.color: index < page.view.typed ? Theme.primary : Theme.fieldBorder
                    }
                }
            }
            Keypad {
                id: pad
                width: Theme.portrait ? Math.min(parent.width, 760) : parent.width
                anchors.horizontalCenter: parent.horizontalCenter
                eraseLabel: page.view.erase
                keyHeight: Theme.portrait ? Math.min(Theme.button + 24, Math.max(84, Math.floor((page.height - Math.max(Theme.reach, split.wanted) - dots.height - Theme.gutter - 3 * spacing) / 4))) : Math.min(104, Math.floor((page.height - dots.height - Theme.gutter - 3 * spacing) / 4))
                onKey: digit => page.act("digit", digit)
                onErase: page.act("erase", null)
            }
        }
    }
}
