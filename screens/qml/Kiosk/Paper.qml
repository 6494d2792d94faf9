import QtQuick

// What became of a piece of paper: a sentence, and what can be done about it. Where a code stands for the paper, it stands beside
// the answers: whoever is asked sees all of it at once.
Card {
    id: card
    required property var view
    property string picture: "receipt-text"
    property string code: "" // a picture of it
    property string codeText: ""
    property bool tight: false // little height: no drawing, lines closer together
    signal act(string name, var value)
    readonly property string paperState: view.state
    readonly property bool working: ["printing", "waiting", "stopping"].includes(paperState)
    readonly property string tone: paperState === "printed" ? "good" : working ? "info" : "stored"
    readonly property bool coded: code !== "" && !working
    readonly property bool loading: coded && square.status === Image.Loading
    readonly property bool answers: view.yes !== "" || view.again !== "" || view.stop !== ""
    readonly property bool bare: tight && Theme.large && !Theme.portrait && coded && answers // room for little more than the question
    // What stands whatever the printer does is told by the page, too: it makes room for the code.
    readonly property string said: view.text + (tight && coded ? "" : view.safe)
    readonly property bool apart: coded && answers && Theme.portrait && !Theme.low // the answers stand above, the code with its words below
    readonly property real lines: tight ? 1.05 : 1.28
    padding: tight ? 24 : 32
    spacing: tight ? 12 : 16
    Row {
        width: parent.width
        spacing: 28
        Image {
            id: drawing
            visible: card.view.picture !== "" && !card.tight && (Theme.portrait || !Theme.large) // larger text needs the room
            width: 220
            height: 176
            sourceSize: Qt.size(width, height)
            source: visible ? Theme.picture(card.view.picture) : ""
        }
        Rectangle {
            id: sign
            visible: card.view.picture === "" && !(card.tight && card.coded)
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
            TextLabel { width: parent.width; text: card.view.title; size: Theme.heading; strong: true; lineHeight: card.lines; objectName: "paperTitle" }
            TextLabel { width: parent.width; visible: text !== ""; text: card.said; pieces: [card.view.text, card.view.safe]; size: card.bare ? Theme.small : Theme.body; color: Theme.ink2; lineHeight: card.lines }
        }
    }
    Waiting { told: card.working }
    Item { id: aboveCode; width: parent.width; height: buttons.parent === this ? buttons.height : 0 }
    Row {
        width: parent.width
        spacing: 32
        visible: card.coded || card.answers
        Rectangle {
            id: frame
            visible: card.coded
            width: card.tight ? Math.max(232, 2 * Theme.secondary + 24) : 300
            height: width
            color: "#ffffff"
            Image { id: square; anchors.fill: parent; anchors.margins: 8; source: visible ? card.code : ""; smooth: false; fillMode: Image.PreserveAspectFit; objectName: "code" }
        }
        Column {
            width: parent.width - (frame.visible ? frame.width + 32 : 0)
            spacing: Theme.gutter
            anchors.verticalCenter: parent.verticalCenter
            Item { id: besideCode; width: parent.width; height: buttons.parent === this ? buttons.height : 0 }
            TextLabel { visible: card.coded && (card.apart || !(card.tight && card.view.yes)); width: parent.width; text: card.codeText; lineHeight: card.lines }
        }
    }
    TextLabel { visible: card.coded && !card.apart && card.tight && card.view.yes !== ""; width: parent.width; text: card.codeText; size: Theme.small; lineHeight: card.lines }
    Flow {
        id: buttons
        readonly property bool stacked: card.coded && !card.apart
        parent: card.apart ? aboveCode : besideCode
        visible: card.answers
        width: parent.width
        height: visible ? implicitHeight : 0
        spacing: Theme.gutter
        ActionButton { visible: card.view.yes !== ""; primary: true; height: Theme.secondary; textSize: Theme.body; width: buttons.stacked ? buttons.width : implicitWidth; label: card.view.yes; objectName: "paperYes"; onTapped: card.act("paperYes", null) }
        ActionButton { visible: card.view.no !== ""; primary: true; height: Theme.secondary; textSize: Theme.body; width: buttons.stacked ? buttons.width : implicitWidth; label: card.view.no; objectName: "paperNo"; onTapped: card.act("paperNo", null) }
        ActionButton { visible: card.view.stop !== ""; width: buttons.stacked ? buttons.width : implicitWidth; icon: "x"; label: card.view.stop; objectName: "stopPrint"; onTapped: card.act("stopPrint", null) }
        ActionButton { visible: card.view.again !== ""; primary: true; height: Theme.secondary; textSize: Theme.body; width: buttons.stacked ? buttons.width : implicitWidth; icon: "printer"; label: card.view.again; objectName: "printAgain"; onTapped: card.act("printAgain", null) }
    }
}
