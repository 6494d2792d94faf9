pragma ComponentBehavior: Bound
import QtQuick

// Chips side by side, each as wide as the next; the last takes what the division leaves.
Row {
    id: row
    required property var panel
    property real u: 1
    property var model: []
    property bool toggle: true
    property string well: "" // the one that means no fault
    property int tall: 0
    readonly property int cell: Math.floor((width - (model.length - 1) * spacing) / Math.max(1, model.length))
    spacing: Math.round(16 * u)
    width: parent ? parent.width : 0
    Repeater {
        model: row.model
        PanelChip {
            required property var modelData
            required property int index
            u: row.u
            width: index < row.model.length - 1 ? row.cell : row.width - index * (row.cell + row.spacing)
            height: implicitHeight + row.tall
            zh: modelData.zh
            en: modelData.en
            toggle: row.toggle || modelData.key.endsWith("-unplug")
            fault: toggle && modelData.key !== row.well
            on: row.panel.active[modelData.key] === true
            enabled: row.panel.disabled[modelData.key] !== true
            objectName: modelData.key
            onTapped: row.panel.act(modelData.key)
        }
    }
}
