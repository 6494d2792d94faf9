pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

Page {
    id: page
    still: !below.loading && !beside.loading
    component Code: Card {
        readonly property bool wanted: (page.view.code || "") !== "" && page.view.paper.state !== "printing"
        readonly property bool loading: picture.status === Image.Loading
        Row {
            width: parent.width
            spacing: 32
            Rectangle {
                id: frame
                width: 300
                height: width
                color: "#ffffff"
                Image { id: picture; anchors.fill: parent; anchors.margins: 8; source: visible ? page.view.code || "" : ""; smooth: false; fillMode: Image.PreserveAspectFit; objectName: "code" }
            }
            Label { width: parent.width - frame.width - 32; text: page.view.codeText || ""; anchors.verticalCenter: parent.verticalCenter }
        }
    }
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
        Code { id: beside; visible: wanted && !Theme.portrait } // beside the question whether the paper came out
        Numbers { visible: !Theme.portrait }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Paper { view: page.view.paper || ({}); onAct: (name, value) => page.act(name, value) }
            Code { id: below; visible: wanted && Theme.portrait }
            Numbers { visible: Theme.portrait }
        }
    }
}
