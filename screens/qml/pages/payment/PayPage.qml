pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    first: "primary"
    Split {
        share: 0.48
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
        Card {
            visible: page.view.amount !== ""
            TextLabel { visible: text !== ""; width: parent.width; text: page.view.amountLabel; size: Theme.small; color: Theme.ink2; heads: true }
            TextLabel { visible: text !== ""; width: parent.width; text: page.view.amount; size: Theme.title; strong: true; font.features: { "tnum": 1 }; objectName: "amount" }
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
                visible: page.view.code !== ""
                readonly property bool whole: true
                Image {
                    anchors.horizontalCenter: parent.horizontalCenter
                    width: Math.min(parent.width, 380, page.height * 0.4)
                    height: width
                    fillMode: Image.PreserveAspectFit
                    smooth: false
                    source: page.view.code
                    objectName: "payCode"
                    Accessible.role: Accessible.Graphic
                    Accessible.name: page.view.codeText
                }
                TextLabel { width: parent.width; text: page.view.codeText; horizontalAlignment: Text.AlignHCenter }
            }
            ActionButton { visible: label !== ""; width: parent.width; icon: "printer"; label: page.view.slip; objectName: "printSlip"; onTapped: page.act("printSlip", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.again; objectName: "again"; onTapped: page.act("retry", null) }
            Card {
                Repeater {
                    model: page.view.rows
                    Pair { required property var modelData; label: modelData.label; value: modelData.value }
                }
            }
        }
    }
}
