import QtQuick

// What became of a piece of paper: a sentence, and what can be done about it.
Card {
    id: card
    property var view: ({})
    property string picture: "receipt-text"
    signal act(string name, var value)
    readonly property string paperState: view.state || ""
    readonly property bool working: ["printing", "waiting", "stopping"].includes(paperState)
    readonly property string tone: paperState === "printed" ? "good" : working ? "info" : "stored"
    Row {
        width: parent.width
        spacing: 28
        Image {
            id: drawing
            visible: (card.view.picture || "") !== "" && (Theme.portrait || !Theme.large) // larger text needs the room
            width: 220
            height: 176
            sourceSize: Qt.size(width, height)
            source: visible ? Theme.picture(card.view.picture) : ""
        }
        Rectangle {
            id: sign
            visible: (card.view.picture || "") === ""
            width: 96
            height: 96
            radius: 24
            color: Theme.pale(card.tone)
            Icon {
                anchors.centerIn: parent
                size: 60
                name: card.tone === "good" ? card.picture : card.tone === "info" ? "printer" : "triangle-alert"
                ink: Theme.tone(card.tone)
            }
        }
        Column {
            width: parent.width - (drawing.visible ? drawing.width + 28 : sign.visible ? sign.width + 28 : 0)
            spacing: 8
            anchors.verticalCenter: parent.verticalCenter
            Label { width: parent.width; text: card.view.title || ""; size: Theme.heading; strong: true }
            Label { width: parent.width; visible: text !== ""; text: card.view.text || ""; color: Theme.ink2 }
        }
    }
    Waiting { visible: card.working }
    Flow {
        visible: (card.view.yes || "") !== "" || (card.view.again || "") !== "" || (card.view.stop || "") !== ""
        width: parent.width
        spacing: Theme.gutter
        Action { visible: (card.view.yes || "") !== ""; label: card.view.yes || ""; objectName: "paperYes"; onTapped: card.act("paperYes", null) }
        Action { visible: (card.view.no || "") !== ""; label: card.view.no || ""; objectName: "paperNo"; onTapped: card.act("paperNo", null) }
        Action { visible: (card.view.stop || "") !== ""; icon: "x"; label: card.view.stop || ""; objectName: "stopPrint"; onTapped: card.act("stopPrint", null) }
        Action { visible: (card.view.again || "") !== ""; icon: "printer"; label: card.view.again || ""; objectName: "printAgain"; onTapped: card.act("printAgain", null) }
    }
}
