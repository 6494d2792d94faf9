import QtQuick
import Kiosk

// An address is typed: letters of the Latin keyboard, nothing guessed.
KioskPage {
    id: page
    wantsKeyboard: true
    latin: true
    first: "field"
    Component.onCompleted: box.text = page.view.typed
    Split {
        mode: Theme.portrait && Theme.low ? "hand" : "flow"
        keyboard: true
        share: (parent.width - Theme.keyboardWidth - 28) / parent.width
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Waiting { text: page.view.waiting }
        touching: Column {
            width: parent.width
            TextBox {
                id: box
                hint: page.view.hint
                clearLabel: page.view.clear
                maximumLength: 200
                Component.onCompleted: input.inputMethodHints = Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase | Qt.ImhLatinOnly | Qt.ImhUrlCharactersOnly
                onEntered: if (page.view.primary !== "") page.act("primary", null)
                onEdited: if (shown !== page.view.typed) page.act("answer", shown)
            }
        }
    }
}
