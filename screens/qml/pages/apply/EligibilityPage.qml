pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    first: "primary"
    Split {
        read: true
        share: 0.42
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.already; objectName: "already" }
            Note { tone: "stored"; text: page.view.allowed ? "" : page.view.verdict }
        }
        Image {
            visible: status === Image.Ready
            width: 153
            height: 189
            source: page.view.photo
            smooth: true
            cache: false
            objectName: "photo"
            Accessible.role: Accessible.Graphic
            Accessible.name: page.view.photoName
        }
        Pair { label: page.view.numberLabel; value: page.view.number }
        handles: Repeater {
            model: page.view.doors
            MenuRow {
                required property var modelData
                icon: modelData.icon
                title: modelData.title
                text: modelData.text
                brief: !modelData.clears && Theme.large && (Theme.low || !Theme.portrait)
                objectName: "applyFor-" + modelData.value
                onTapped: page.act(modelData.act, modelData.value)
            }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Card {
                spacing: 24
                TextLabel { width: parent.width; text: page.view.rowsTitle; size: Theme.heading; strong: true; heads: true }
                Repeater {
                    model: page.view.rows
                    Row {
                        id: line
                        required property var modelData
                        width: parent.width
                        spacing: 24
                        Icon { id: sign; name: line.modelData.good ? "circle-check" : "circle-x"; size: 60; ink: line.modelData.good ? Theme.good : Theme.danger }
                        TextLabel { width: parent.width - sign.width - 24; text: line.modelData.text; anchors.verticalCenter: parent.verticalCenter }
                    }
                }
            }
            Note { text: page.view.nameNote; objectName: "nameNote" }
            Note { text: page.view.filled; objectName: "filled" }
            Note { tone: "good"; text: page.view.allowed ? page.view.verdict : "" }
            Note { text: page.view.inPerson; objectName: "inPerson" }
        }
    }
}
