pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The paper that came out: one sheet large, all of them as a strip beside it.
Card {
    id: card
    property var papers: []
    property var large: ({})
    readonly property int strip: 168
    readonly property real room: height - 2 * padding
    signal picked(string path)
    signal enlarge(string source)
    padding: 24
    Item {
        width: parent.width
        height: card.room
        Item {
            id: head
            width: parent.width
            height: 64
            Icon { id: sign; name: "receipt-text"; size: 52; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
            PanelWords {
                anchors.verticalCenter: parent.verticalCenter
                x: sign.width + 20
                width: parent.width - x
                zh: "打印出来的纸"
                en: "Paper that came out"
                strong: true
            }
        }
        Rectangle {
            id: desk
            y: head.height + 20
            width: parent.width - (list.visible ? card.strip + 20 : 0)
            height: parent.height - y
            radius: Theme.radius
            color: Theme.ground
            border.width: 1
            border.color: Theme.line
            Column {
                visible: sheet.source.toString() === ""
                anchors.centerIn: parent
                width: parent.width - 64
                spacing: 24
                Icon { name: "printer"; size: 96; ink: Theme.fieldBorder; anchors.horizontalCenter: parent.horizontalCenter }
                PanelWords {
                    width: parent.width
                    zh: "还没有打印"
                    en: "Nothing printed yet"
                    ink: Theme.ink2
                    alignment: Text.AlignHCenter
                }
            }
            Rectangle {
                visible: sheet.status === Image.Ready
                anchors.centerIn: sheet
                width: sheet.paintedWidth + 2
                height: sheet.paintedHeight + 2
                color: Theme.card
                border.width: 1
                border.color: Theme.line
            }
            Image {
                id: sheet
                anchors.fill: parent
                anchors.margins: 24
                source: card.large.source || ""
                fillMode: Image.PreserveAspectFit
                asynchronous: true
                smooth: true
                mipmap: true
                Accessible.role: Accessible.Graphic
                Accessible.name: card.large.zh || ""
            }
            MouseArea {
                anchors.fill: parent
                enabled: sheet.status === Image.Ready
                cursorShape: enabled ? Qt.PointingHandCursor : Qt.ArrowCursor
                onClicked: card.enlarge(card.large.source)
            }
        }
        ListView {
            id: list
            visible: count > 0
            anchors.right: parent.right
            y: desk.y
            width: card.strip
            height: desk.height
            clip: true
            spacing: 20
            boundsBehavior: Flickable.StopAtBounds
            model: card.papers
            delegate: Item {
                id: piece
                required property var modelData
                readonly property bool chosen: modelData.path === card.large.path
                width: card.strip
                height: frame.height + 64
                Rectangle {
                    id: frame
                    width: parent.width
                    height: piece.modelData.kind === "copy" ? 224 : 280
                    radius: 12
                    color: Theme.card
                    border.width: piece.chosen ? 4 : 1
                    border.color: piece.chosen ? Theme.primary : Theme.fieldBorder
                    Image {
                        anchors.fill: parent
                        anchors.margins: 10
                        source: piece.modelData.source
                        sourceSize.width: 320
                        fillMode: Image.PreserveAspectFit
                        asynchronous: true
                        smooth: true
                    }
                }
                PanelWords {
                    y: frame.height + 2
                    width: parent.width
                    zh: piece.modelData.zh
                    en: piece.modelData.en
                    size: 26
                    strong: piece.chosen
                    alignment: Text.AlignHCenter
                }
                MouseArea { anchors.fill: parent; onClicked: card.picked(piece.modelData.path) }
                Accessible.role: Accessible.Button
                Accessible.name: modelData.zh
            }
        }
    }
}
