import QtQuick
import Kiosk

// A code that somebody reads out is typed on a pad of large letters.
KioskPage {
    id: page
    Keys.onPressed: event => event.accepted = page.view.open && pad.typed(event)
    Split {
        id: split
        mode: "hand"
        share: 0.4
        Head {
            title: page.view.title
            text: page.view.problem !== "" && Theme.low && Theme.large ? "" : page.view.text // both leave the pad no room
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { text: page.view.waiting }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            TextLabel {
                id: code
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: page.view.code
                size: Math.min(Theme.display, 72)
                strong: true
                lineHeight: 1
                wrapMode: Text.NoWrap
                fontSizeMode: Text.HorizontalFit
                font.features: { "tnum": 1 }
                objectName: "code"
                Accessible.name: page.view.typed
            }
            CodePad {
                id: pad
                width: parent.width
                eraseLabel: page.view.erase
                room: (Theme.portrait ? page.height - Math.max(Theme.reach, split.wanted) : page.height) - code.height - Theme.gutter
                onKey: letter => page.act("letter", letter)
                onErase: page.act("eraseLetter", null)
            }
        }
    }
}
