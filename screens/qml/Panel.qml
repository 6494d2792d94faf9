pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Window
import Kiosk

// The simulator panel: what is touched, and at its right, or under it in an upright window, the paper that came out. Laid out in units,
// in whole pixels of whatever its window has, for a mouse.
Window {
    id: window
    required property var panel
    readonly property bool upright: height > width
    readonly property int more: panel.social ? 248 : 0 // units that the reader for social security cards takes
    readonly property int rows: panel.social ? 8 : 7
    readonly property real u: upright ? Math.min(width / 1178, height / (2310 + more)) : Math.min(width / 1890, height / (1710 + more))
    readonly property var choices: panel.choices
    readonly property var status: panel.status
    title: "模拟器面板 · Simulator panel"
    minimumWidth: 480
    minimumHeight: 500
    color: Theme.ground

    Rectangle {
        id: header
        width: parent.width
        height: Math.round(100 * window.u)
        color: Theme.card
        PanelWords {
            u: window.u
            x: Math.round(40 * u)
            y: Math.round((parent.height - height) / 2)
            width: Math.round(440 * u)
            zh: "模拟器面板"
            en: "Simulator panel"
            size: 36
            strong: true
        }
        PanelStatus {
            u: window.u
            width: Math.round(620 * u)
            x: parent.width - width - Math.round(40 * u)
            y: Math.round((parent.height - height) / 2)
            status: window.status.terminal || ({})
        }
        Rectangle { y: parent.height - 1; width: parent.width; height: 1; color: Theme.line }
    }

    Item {
        id: body
        readonly property int gap: Math.round(16 * window.u)
        x: Math.round(32 * window.u)
        y: header.height + Math.round(18 * window.u)
        width: parent.width - 2 * x
        height: parent.height - y - Math.round(18 * window.u)

        Column {
            id: desks
            // What is left of the height goes to what is touched, up to a point.
            readonly property int grow: Math.max(0, Math.min(56 * window.u, (body.height - ((window.upright ? 2160 : 1560) + window.more) * window.u) / window.rows))
            width: window.upright ? body.width : Math.round(body.width * 0.61)
            spacing: body.gap
            enabled: window.panel.running

            PanelCard {
                u: window.u
                icon: "id-card"
                zh: "身份证读卡器"
                en: "ID-card reader"
                status: window.status.reader
                Grid {
                    id: people
                    readonly property int cell: Math.floor((width - 3 * spacing) / 4)
                    readonly property int last: width - 3 * (cell + spacing)
                    columns: 4
                    spacing: Math.round(16 * window.u)
                    width: parent.width
                    Repeater {
                        model: window.choices.people
                        PanelPerson {
                            required property var modelData
                            required property int index
                            u: window.u
                            width: index % 4 === 3 ? people.last : people.cell
                            height: implicitHeight + desks.grow
                            name: modelData.name
                            zh: modelData.zh
                            en: modelData.en
                            expired: modelData.expired
                            on: window.panel.active[modelData.key] === true
                            enabled: window.panel.disabled[modelData.key] !== true
                            objectName: modelData.key
                            onTapped: window.panel.act(modelData.key)
                        }
                    }
                    PanelChip {
                        u: window.u
                        width: people.last
                        height: Math.round(144 * u) + desks.grow
                        zh: "拿走身份证"
                        en: "Take the card away"
                        toggle: false
                        enabled: window.panel.disabled.take !== true
                        objectName: "take"
                        onTapped: window.panel.act("take")
                    }
                }
                PanelRow { u: window.u; panel: window.panel; model: window.choices.reader; tall: desks.grow }
            }
            PanelCard {
                visible: window.panel.social
                u: window.u
                icon: "chip-card"
                zh: "社保卡读卡器"
                en: "Social-card reader"
                status: window.status.slot
                PanelRow { u: window.u; panel: window.panel; model: window.choices.slot; toggle: false; tall: desks.grow }
            }
            Row {
                width: parent.width
                spacing: body.gap
                PanelCard {
                    u: window.u
                    width: Math.round((desks.width - body.gap) * 0.53)
                    title: Math.round(256 * u)
                    icon: "scan-line"
                    zh: "扫码器"
                    en: "Code scanner"
                    status: window.status.scanner
                    PanelRow { u: window.u; panel: window.panel; model: window.choices.codes; toggle: false; tall: desks.grow }
                }
                PanelCard {
                    u: window.u
                    width: desks.width - body.gap - Math.round((desks.width - body.gap) * 0.53)
                    title: Math.round(234 * u)
                    icon: "file-text"
                    zh: "A4打印机"
                    en: "Page printer"
                    status: window.status.pages
                    PanelRow { u: window.u; panel: window.panel; model: window.choices.pages; tall: desks.grow }
                }
            }
            PanelCard {
                u: window.u
                icon: "camera"
                zh: "高拍仪"
                en: "Document camera"
                status: window.status.camera
                PanelRow { u: window.u; panel: window.panel; model: window.choices.camera; toggle: false; tall: desks.grow }
            }
            PanelCard {
                u: window.u
                icon: "printer"
                zh: "回执打印机"
                en: "Receipt printer"
                status: window.status.printer
                PanelRow { u: window.u; panel: window.panel; model: window.choices.printer; tall: desks.grow }
            }
            PanelCard {
                u: window.u
                icon: "landmark"
                zh: "到平台的网络"
                en: "Network to platform"
                status: window.status.line
                PanelRow { u: window.u; panel: window.panel; model: window.choices.line; well: "line-through"; tall: desks.grow }
            }
        }
        PanelPrintouts {
            u: window.u
            x: window.upright ? 0 : desks.width + body.gap
            y: window.upright ? desks.height + body.gap : 0
            width: body.width - x
            height: body.height - y
            printouts: window.panel.printouts
            selected: window.panel.selected
            onPicked: path => window.panel.select(path)
            onEnlarge: source => { view.contentY = 0; glass.source = source; }
        }
    }

    // A sheet to be read: as large as its picture, under the wheel; a click puts it back.
    Rectangle {
        id: glass
        property url source: ""
        readonly property int margin: Math.round(48 * window.u)
        anchors.fill: parent
        visible: source.toString() !== ""
        color: "#cc101a24"
        focus: visible
        Keys.onEscapePressed: source = ""
        MouseArea { anchors.fill: parent; hoverEnabled: true; onClicked: glass.source = ""; onWheel: event => event.accepted = true }
        Flickable {
            id: view
            x: Math.round((parent.width - width) / 2)
            y: Math.round((parent.height - height) / 2)
            width: Math.min(sheet.implicitWidth, parent.width - 2 * glass.margin)
            height: Math.min(parent.height - 2 * glass.margin, contentHeight)
            contentWidth: width
            contentHeight: Math.round(width * sheet.implicitHeight / Math.max(1, sheet.implicitWidth))
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            Rectangle { width: view.width; height: view.contentHeight }
            Image {
                id: sheet
                width: view.width
                height: view.contentHeight
                source: glass.source
                smooth: true
                mipmap: true
            }
            MouseArea { width: view.width; height: view.contentHeight; onClicked: glass.source = "" }
        }
    }
}
