pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    first: "primary"
    // The label beside the amount, where there is room; or above it.
    component Amount: Item {
        id: due
        property bool beside: label.implicitWidth + 24 + amount.implicitWidth <= width
        readonly property bool whole: true // stays in one piece where it scrolls
        width: parent ? parent.width : 0
        implicitHeight: amount.y + amount.height
        TextLabel { id: label; text: page.view.amountLabel; size: Theme.small; color: Theme.ink2; y: due.beside ? amount.baselineOffset - baselineOffset : 0 }
        TextLabel { id: amount; x: due.beside ? parent.width - implicitWidth : 0; y: due.beside ? 0 : label.height; text: page.view.amount; size: Theme.title; strong: true; font.features: { "tnum": 1 }; objectName: "amount" }
    }
    Split {
        share: 0.48
        whole: asked.visible ? asked.height : 0
        Head {
            title: page.view.title
            Note { text: page.view.problem; tone: page.view.problemTone; objectName: "problem" }
        }
        Waiting { text: page.view.waiting }
        Banner {
            visible: word !== ""
            tone: page.view.tone
            icon: page.view.tone === "good" || page.view.tone === "bad" ? "" : "wallet"
            word: page.view.word
            sentence: page.view.sentence
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Paper {
                id: paper
                visible: page.view.paper.state !== "none"
                view: page.view.paper
                onAct: (name, value) => page.act(name, value)
            }
            Card {
                id: asked
                visible: page.view.code !== ""
                readonly property bool whole: true
                Row {
                    width: parent.width
                    spacing: 32
                    Image {
                        id: code
                        width: Math.min(parent.width * 0.45, 380, page.height * 0.4)
                        height: width
                        fillMode: Image.PreserveAspectFit
                        smooth: false
                        source: page.view.code
                        objectName: "payCode"
                        Accessible.role: Accessible.Graphic
                        Accessible.name: page.view.codeText
                    }
                    Column {
                        width: parent.width - code.width - parent.spacing
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: 16
                        Amount { beside: false }
                        TextLabel { width: parent.width; text: page.view.codeText }
                    }
                }
            }
            ActionButton { visible: label !== ""; width: parent.width; icon: "printer"; label: page.view.slip; objectName: "printSlip"; onTapped: page.act("printSlip", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.again; objectName: "again"; onTapped: page.act("retry", null) }
            Card {
                Amount { visible: page.view.amount !== "" && page.view.code === "" }
                Repeater {
                    model: page.view.rows
                    Pair { required property var modelData; label: modelData.label; value: modelData.value }
                }
            }
        }
    }
}
