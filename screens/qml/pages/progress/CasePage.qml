pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    first: "primary"
    Split {
        read: true
        share: 0.5
        Head {
            brief: Theme.tight // a long name would leave what became of it no room
            title: page.view.title
            Note { text: page.view.problem; tone: "stored"; textSize: Theme.tight ? Theme.small : Theme.body; objectName: "problem" }
        }
        Banner {
            tone: page.view.tone
            word: page.view.word
            sentence: page.view.sentence
        }
        Waiting { text: page.view.waiting }
        Note { text: page.view.nameNote; objectName: "nameNote" }
        handles: Flow {
            width: parent.width
            spacing: 16
            visible: page.view.again + page.view.withdraw + page.view.issued + page.view.notice + page.view.commitment + page.view.served + page.view.withdrawPromise + page.view.pay !== ""
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "wallet"; label: page.view.pay; objectName: "pay"; onTapped: page.act("pay", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "printer"; label: page.view.issued; objectName: "printIssued"; onTapped: page.act("printIssued", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "printer"; label: page.view.notice; objectName: "printNotice"; onTapped: page.act("printNotice", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "printer"; label: page.view.commitment; objectName: "printCommitment"; onTapped: page.act("printCommitment", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "printer"; label: page.view.served; objectName: "printServed"; onTapped: page.act("printServed", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.again; objectName: "again"; onTapped: page.act("retry", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "circle-x"; label: page.view.withdraw; objectName: "withdraw"; onTapped: page.act("withdraw", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "circle-x"; label: page.view.withdrawPromise; objectName: "withdrawPromise"; onTapped: page.act("withdrawPromise", null) }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Card {
                visible: page.view.lacking.length > 0
                TextLabel { width: parent.width; text: page.view.lackingTitle; size: Theme.heading; strong: true; heads: true }
                Repeater {
                    model: page.view.lacking
                    TextLabel { required property string modelData; width: parent.width; text: modelData }
                }
            }
            Card {
                Repeater {
                    model: page.view.facts
                    Pair { required property var modelData; label: modelData.label; value: modelData.value }
                }
            }
            Card {
                visible: page.view.history.length > 0
                TextLabel { width: parent.width; text: page.view.historyTitle; size: Theme.heading; strong: true; heads: true }
                Repeater {
                    model: page.view.history
                    Pair {
                        required property var modelData
                        label: modelData.title
                        value: modelData.when + (modelData.text !== "" ? "\n" + modelData.text : "")
                    }
                }
            }
        }
    }
}
