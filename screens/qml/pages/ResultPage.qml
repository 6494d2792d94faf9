pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

Page {
    id: page
    still: code.status !== Image.Loading
    component Numbers: Card {
        Column {
            width: parent.width
            Label { text: page.view.numberLabel || ""; size: Theme.small; color: Theme.ink2 }
            Label { width: parent.width; text: page.view.number || ""; size: Theme.title; strong: true; font.features: { "tnum": 1 }; objectName: "number" }
        }
        Repeater {
            model: page.view.rows || []
            Pair { required property var modelData; label: modelData.label; value: modelData.value }
        }
    }
    Split {
        share: 0.52
        Rectangle {
            width: parent.width
            implicitHeight: words.implicitHeight + 72
            radius: Theme.radius
            color: Theme.pale(page.view.tone || "")
            border.width: 2
            border.color: Theme.tone(page.view.tone || "")
            Icon {
                id: sign
                x: 36
                y: 40
                size: 100
                name: page.view.tone === "good" ? "circle-check" : page.view.tone === "bad" ? "circle-alert" : "archive"
                ink: Theme.tone(page.view.tone || "")
            }
            Column {
                id: words
                x: 168
                y: 36
                width: parent.width - x - 32
                spacing: 8
                Label { width: parent.width; text: page.view.word || ""; size: Theme.title; strong: true; color: Theme.contrast ? Theme.ink : Theme.tone(page.view.tone || ""); objectName: "word" }
                Label { width: parent.width; text: page.view.sentence || "" }
            }
        }
        Numbers { visible: !Theme.portrait }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Paper { view: page.view.paper || ({}); onAct: (name, value) => page.act(name, value) }
            Card {
                visible: (page.view.code || "") !== "" && page.view.paper.state !== "printing"
                Row {
                    width: parent.width
                    spacing: 32
                    Rectangle {
                        id: frame
                        width: 300
                        height: 300
                        color: "#ffffff"
                        Image { id: code; anchors.fill: parent; anchors.margins: 8; source: page.view.code || ""; smooth: false; fillMode: Image.PreserveAspectFit; objectName: "code" }
                    }
                    Label { width: parent.width - frame.width - 32; text: page.view.codeText || ""; anchors.verticalCenter: parent.verticalCenter }
                }
            }
            Numbers { visible: Theme.portrait }
        }
    }
}
