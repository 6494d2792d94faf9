import QtQuick
import Kiosk

// A technician is called: by telephone, and on the platform's list of terminals.
KioskPage {
    id: page
    Split {
        share: 0.42
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "good"; text: page.view.called; objectName: "called" }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Card {
                Pair { label: page.view.phoneLabel; value: page.view.phone; strong: true }
                Pair { label: page.view.terminalLabel; value: page.view.terminal; strong: true }
            }
            ActionButton {
                visible: label !== ""
                width: Math.min(implicitWidth, parent.width)
                label: page.view.call
                icon: "phone"
                objectName: "callTechnician"
                onTapped: page.act("callTechnician", true)
            }
            ActionButton {
                visible: label !== ""
                width: Math.min(implicitWidth, parent.width)
                label: page.view.end
                objectName: "endCall"
                onTapped: page.act("callTechnician", false)
            }
        }
    }
}
