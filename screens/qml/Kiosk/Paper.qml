import QtQuick

// What became of a piece of paper: a sentence, and what can be done about it.
Card {
    id: card
    property var view: ({})
    property string picture: "receipt-text"
    signal act(string name, var value)
    readonly property string paperState: view.state || ""
    Row {
        width: parent.width
        spacing: 28
        Rectangle {
            id: sign
            width: 96
            height: 96
            radius: 24
            color: Theme.pale(card.paperState === "printed" ? "good" : card.paperState === "printing" ? "info" : "stored")
            Icon {
                anchors.centerIn: parent
                size: 60
                name: card.paperState === "printed" ? card.picture : card.paperState === "printing" ? "printer" : "triangle-alert"
                ink: Theme.tone(card.paperState === "printed" ? "good" : card.paperState === "printing" ? "info" : "stored")
            }
        }
        Column {
            width: parent.width - sign.width - 28
            spacing: 8
            anchors.verticalCenter: parent.verticalCenter
            Label { width: parent.width; text: card.view.title || ""; size: Theme.heading; strong: true }
            Label { width: parent.width; visible: text !== ""; text: card.view.text || ""; color: Theme.ink2 }
        }
    }
    Waiting { visible: card.paperState === "printing" }
    Row {
        visible: (card.view.yes || "") !== "" || (card.view.again || "") !== ""
        spacing: Theme.gutter
        Action { visible: (card.view.yes || "") !== ""; label: card.view.yes || ""; objectName: "paperYes"; onTapped: card.act("paperYes", null) }
        Action { visible: (card.view.no || "") !== ""; label: card.view.no || ""; objectName: "paperNo"; onTapped: card.act("paperNo", null) }
        Action { visible: (card.view.again || "") !== ""; icon: "printer"; label: card.view.again || ""; objectName: "printAgain"; onTapped: card.act("printAgain", null) }
    }
}
