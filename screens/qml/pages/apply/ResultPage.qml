pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    readonly property bool tight: height < 900 || Theme.low || Theme.large // little room: code and answers come first
    still: !paper.loading
    component Numbers: Card {
        padding: Theme.tight ? 20 : 32
        Column {
            width: parent.width
            visible: page.view.number !== ""
            TextLabel { width: parent.width; text: page.view.numberLabel; size: Theme.small; color: Theme.ink2 }
            TextLabel { width: parent.width; text: page.view.number; size: Theme.tight ? Theme.heading : Theme.title; strong: true; font.features: { "tnum": 1 }; objectName: "number" }
        }
        Repeater {
            model: page.view.rows
            Pair { required property var modelData; label: modelData.label; value: modelData.value }
        }
    }
    component Cases: Column {
        width: parent ? parent.width : 0
        spacing: Theme.gutter
        visible: page.view.cases.length > 0
        Repeater {
            model: page.view.cases
            CaseCard { required property var modelData; told: modelData }
        }
    }
    Split {
        share: 0.46
        whole: paper.height
        Banner {
            id: banner
            // Where there is little room one line of it, so that what stands below is seen.
            readonly property bool told: !small || Theme.portrait && !Theme.low // with its sentence
            readonly property bool small: page.tight && (Theme.portrait || Theme.large)
            big: !small
            thin: !told
            tone: page.view.tone
            icon: page.view.icon
            word: page.view.word
            sentence: page.view.sentence
        }
        Numbers { visible: !Theme.portrait }
        TextLabel { visible: !banner.told && !Theme.portrait; width: parent.width; text: page.view.sentence }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Paper {
                id: paper
                view: page.view.paper
                code: page.view.code
                codeText: page.tight || Theme.large ? page.view.codeShort : page.view.codeText
                tight: page.tight
                onAct: (name, value) => page.act(name, value)
            }
            TextLabel { visible: !banner.told && Theme.portrait; width: parent.width; text: page.view.sentence }
            ActionButton { visible: page.view.pay !== ""; width: parent.width; icon: "wallet"; label: page.view.pay; objectName: "pay"; onTapped: page.act("pay", null) }
            ActionButton { visible: page.view.issued !== ""; width: parent.width; icon: "printer"; label: page.view.issued; objectName: "printIssued"; onTapped: page.act("printIssued", null) }
            Numbers { visible: Theme.portrait }
            Cases {}
        }
    }
}
