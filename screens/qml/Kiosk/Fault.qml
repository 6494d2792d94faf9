import QtQuick

// What is wrong with an answer, beside where it is given.
Row {
    id: fault
    property string text
    visible: text !== ""
    width: parent ? parent.width : 0
    spacing: 12
    Icon { id: bang; name: "circle-alert"; ink: Theme.danger; size: Math.round(Theme.body * 1.3) }
    TextLabel { width: parent.width - bang.width - parent.spacing; text: fault.text; color: Theme.danger }
}
