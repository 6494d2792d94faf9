pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The paper that came out: one sheet large, all of them as a strip beside it.
PanelCard {
    id: card
    property var printouts: []
    property var selected: ({})
    readonly property int strip: Math.round(168 * u)
    readonly property int gap: Math.round(20 * u)
    signal picked(string path)
    signal enlarge(string source)
    icon: "receipt-text"
    zh: "打印出来的纸"
    en: "Paper that came out"
    title: inner
    Item {
        id: desk
        width: card.inner
        height: card.height - 2 * card.padding - Math.round(72 * card.u) - card.gap
        Rectangle {
            id: mat
            width: parent.width - (list.visible ? card.strip + card.gap : 0)
            height: parent.height
            radius: card.radius
            color: Theme.ground
            border.width: 1
            border.color: Theme.line
            Column {
                visible: sheet.source.toString() === ""
                anchors.centerIn: parent
                width: parent.width - 2 * card.gap
                spacing: card.gap
                Icon { name: "printer"; size: Math.round(96 * card.u); ink: Theme.fieldBorder; anchors.horizontalCenter: parent.horizontalCenter }
                PanelWords {
                    u: card.u
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
                width: Math.round(sheet.paintedWidth) + 2
                height: Math.round(sheet.paintedHeight) + 2
                border.width: 1
                border.color: Theme.line
            }
            Image {
                id: sheet
                anchors.fill: parent
                anchors.margins: card.gap
                anchors.bottomMargin: card.gap + hint.height + Math.round(8 * card.u)
                source: card.selected.source || ""
                sourceSize: Qt.size(width, height) // scaled once, and well, when it is loaded
                fillMode: Image.PreserveAspectFit
                asynchronous: true
                Accessible.role: Accessible.Graphic
                Accessible.name: card.selected.zh || ""
            }
            PanelWords {
                id: hint
                visible: sheet.status === Image.Ready
                u: card.u
                x: card.gap
                y: parent.height - height - Math.round(8 * card.u)
                width: parent.width - 2 * x
                zh: "点一下放大"
                en: "Click to enlarge"
                size: 24
                ink: Theme.ink2
                alignment: Text.AlignHCenter
            }
            MouseArea {
                anchors.fill: parent
                enabled: sheet.status === Image.Ready
                cursorShape: enabled ? Qt.PointingHandCursor : Qt.ArrowCursor
                onClicked: card.enlarge(card.selected.source)
            }
        }
        ListView {
            id: list
            visible: count > 1
            x: parent.width - width
            width: card.strip
            height: parent.height
            clip: true
            spacing: card.gap
            boundsBehavior: Flickable.StopAtBounds
            model: card.printouts
            delegate: Item {
                id: piece
                required property var modelData
                readonly property bool chosen: modelData.path === card.selected.path
                width: card.strip
                height: frame.height + name.height + 2
                Accessible.role: Accessible.Button
                Accessible.name: modelData.zh
                Rectangle {
                    id: frame
                    width: parent.width
                    height: Math.round((piece.modelData.kind === "copy" ? 224 : 300) * card.u)
                    radius: Math.round(12 * card.u)
                    color: Theme.card
                    border.width: piece.chosen ? Math.max(2, Math.round(4 * card.u)) : 1
                    border.color: piece.chosen ? Theme.primary : Theme.fieldBorder
                    Image {
                        anchors.fill: parent
                        anchors.margins: Math.round(10 * card.u)
                        source: piece.modelData.source
                        sourceSize: Qt.size(width, height)
                        fillMode: Image.PreserveAspectFit
                        asynchronous: true
                    }
                }
                PanelWords {
                    id: name
                    u: card.u
                    y: frame.height + 2
                    width: parent.width
                    zh: piece.modelData.zh
                    en: piece.modelData.en
                    size: 26
                    strong: piece.chosen
                    alignment: Text.AlignHCenter
                }
                MouseArea { anchors.fill: parent; onClicked: card.picked(piece.modelData.path) }
            }
        }
    }
}
