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
    readonly property int more: (panel.rows.length - 5) * 248 // units that each row of boxes beyond five takes
    readonly property int rows: panel.rows.length + 2 // of what is touched: the box with the cards has three
    readonly property real u: upright ? Math.min(width / 1178, height / (2310 + more)) : Math.min(width / 1890, height / (1710 + more))
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

            Repeater {
                model: window.panel.rows
                Row {
                    id: boxes
                    required property var modelData
                    readonly property int room: desks.width - (modelData.length - 1) * body.gap
                    width: desks.width
                    spacing: body.gap
                    Repeater {
                        model: boxes.modelData
                        PanelCard {
                            id: box
                            required property var modelData
                            required property int index
                            readonly property bool last: index === boxes.modelData.length - 1
                            u: window.u
                            // The last takes what the division leaves.
                            width: last ? boxes.room - (index > 0 ? Math.round(boxes.room * (1 - modelData.share)) : 0) : Math.round(boxes.room * modelData.share)
                            title: Math.round(modelData.title * u)
                            icon: modelData.icon
                            zh: modelData.zh
                            en: modelData.en
                            status: window.status[modelData.key]
                            PanelPeople {
                                visible: box.modelData.people
                                u: window.u
                                panel: window.panel
                                people: visible ? window.panel.people : []
                                tall: desks.grow
                            }
                            PanelRow {
                                u: window.u
                                panel: window.panel
                                model: box.modelData.choices
                                toggle: box.modelData.switches
                                well: box.modelData.well
                                tall: desks.grow
                            }
                        }
                    }
                }
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
