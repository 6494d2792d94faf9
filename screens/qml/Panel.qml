pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Window
import Kiosk

// The simulator panel: laid out for 1890 x 1464 and more, scaled to its window, for a mouse.
Window {
    id: window
    required property var panel
    readonly property real fit: Math.min(width / 1890, height / 1464)
    readonly property var choices: panel.choices
    readonly property var status: panel.status
    readonly property bool settled: true
    title: "模拟器面板 · Simulator panel"
    minimumWidth: 560
    minimumHeight: 440
    color: Theme.ground

    Binding { target: Theme; property: "portrait"; value: false }

    Item {
        id: scene
        width: window.width / window.fit
        height: window.height / window.fit
        scale: window.fit
        transformOrigin: Item.TopLeft

        Rectangle {
            id: header
            width: parent.width
            height: 104
            color: Theme.card
            PanelWords {
                x: 40
                anchors.verticalCenter: parent.verticalCenter
                width: 700
                zh: "模拟器面板"
                en: "Simulator panel"
                size: 36
                strong: true
            }
            PanelState {
                anchors.right: parent.right
                anchors.rightMargin: 40
                anchors.verticalCenter: parent.verticalCenter
                width: 720
                status: window.status.stage || ({})
            }
            Rectangle { anchors.bottom: parent.bottom; width: parent.width; height: 1; color: Theme.line }
        }

        Item {
            id: body
            x: 32
            y: header.height + 24
            width: parent.width - 64
            height: parent.height - y - 24
            readonly property int gap: 20

            Column {
                id: desks
                width: Math.round(body.width * 0.61)
                spacing: body.gap
                enabled: window.panel.running
                // What is left of the height goes between the rows, up to a point.
                readonly property real spare: Math.max(0, body.height - 1304)
                readonly property real grow: Math.min(48, spare / 6)

                PanelCard {
                    icon: "id-card"
                    zh: "身份证读卡器"
                    en: "ID-card reader"
                    status: window.status.reader
                    Grid {
                        id: people
                        columns: 4
                        spacing: 16
                        width: parent.width
                        readonly property real cell: (width - 3 * spacing) / 4
                        Repeater {
                            model: window.choices.people
                            PanelPerson {
                                required property var modelData
                                width: people.cell
                                height: implicitHeight + desks.grow
                                name: modelData.name
                                zh: modelData.zh
                                en: modelData.en
                                expired: modelData.expired
                                on: window.panel.on[modelData.key] === true
                                enabled: window.panel.off[modelData.key] !== true
                                objectName: modelData.key
                                onTapped: window.panel.act(modelData.key)
                            }
                        }
                        PanelChip {
                            width: people.cell
                            height: 132 + desks.grow
                            zh: "拿走身份证"
                            en: "Take the card away"
                            toggle: false
                            enabled: window.panel.off.take !== true
                            objectName: "take"
                            onTapped: window.panel.act("take")
                        }
                    }
                    PanelRow { panel: window.panel; model: window.choices.reader; tall: desks.grow }
                }
                Row {
                    width: parent.width
                    spacing: body.gap
                    PanelCard {
                        width: Math.round((desks.width - body.gap) * 0.56)
                        icon: "scan-line"
                        sentence: width * 0.6
                        zh: "扫码器"
                        en: "Code scanner"
                        status: window.status.scanner
                        PanelRow { panel: window.panel; model: window.choices.codes; toggle: false; tall: desks.grow }
                    }
                    PanelCard {
                        width: Math.round((desks.width - body.gap) * 0.44)
                        icon: "file-text"
                        sentence: width - 296
                        zh: "A4打印机"
                        en: "Page printer"
                        status: window.status.pages
                        PanelRow { panel: window.panel; model: window.choices.pages; tall: desks.grow }
                    }
                }
                PanelCard {
                    icon: "printer"
                    zh: "回执打印机"
                    en: "Receipt printer"
                    status: window.status.printer
                    PanelRow { panel: window.panel; model: window.choices.printer; tall: desks.grow }
                }
                PanelCard {
                    icon: "landmark"
                    zh: "到平台的网络"
                    en: "Network to the platform"
                    status: window.status.line
                    PanelRow { panel: window.panel; model: window.choices.line; fault: false; tall: desks.grow }
                }
            }
            PanelPapers {
                x: desks.width + body.gap
                width: body.width - x
                height: body.height
                papers: window.panel.papers
                large: window.panel.large
                onPicked: path => window.panel.pick(path)
                onEnlarge: source => { glass.source = source; view.contentY = 0; }
            }
        }

        // A sheet to be read: as wide as it needs, under the wheel; a click puts it back.
        Rectangle {
            id: glass
            property url source: ""
            anchors.fill: parent
            visible: source.toString() !== ""
            color: "#cc101a24"
            focus: visible
            Keys.onEscapePressed: source = ""
            MouseArea { anchors.fill: parent; onClicked: glass.source = ""; onWheel: event => event.accepted = true }
            Flickable {
                id: view
                anchors.horizontalCenter: parent.horizontalCenter
                y: 40
                width: Math.min(sheet.implicitWidth * 1.6, parent.width - 240)
                height: Math.min(parent.height - 80, contentHeight)
                contentWidth: width
                contentHeight: width * sheet.implicitHeight / Math.max(1, sheet.implicitWidth)
                boundsBehavior: Flickable.StopAtBounds
                clip: true
                Rectangle {
                    width: view.width
                    height: view.contentHeight
                    color: "#ffffff"
                    Image {
                        id: sheet
                        anchors.fill: parent
                        source: glass.source
                        smooth: true
                        mipmap: true
                        fillMode: Image.PreserveAspectFit
                    }
                    MouseArea { anchors.fill: parent; onClicked: glass.source = "" }
                }
            }
        }
    }
}
