import QtQuick
import Kiosk

// An address is typed: letters of the Latin keyboard, nothing guessed.
KioskPage {
    id: page
    wantsKeyboard: true
    latin: true
    first: "field"
    Component.onCompleted: box.text = page.view.typed
    // In landscape the field has the whole width, above the keyboard.
    Scroll {
        id: told
        y: Theme.portrait ? 0 : box.height + Theme.gutter
        width: Theme.portrait ? parent.width : parent.width - Theme.keyboardWidth - Theme.gutter
        x: Theme.left && !Theme.portrait ? parent.width - width : 0
        height: Theme.portrait ? Math.min(wanted, parent.height - box.height - Theme.gutter) : parent.height - y
        Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        Head { title: page.view.title; text: page.view.text }
        Waiting { visible: page.view.waiting }
    }
    TextBox {
        id: box
        y: Theme.portrait ? told.height + Theme.gutter : 0
        hint: page.view.hint
        clearLabel: page.view.clear
        maximumLength: 200
        Component.onCompleted: input.inputMethodHints = Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase | Qt.ImhLatinOnly | Qt.ImhUrlCharactersOnly
        onEntered: if (page.view.primary !== "") page.act("primary", null)
        onEdited: if (shown !== page.view.typed) page.act("answer", shown)
    }
}
