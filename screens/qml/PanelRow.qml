pragma ComponentBehavior: Bound
import QtQuick

// Chips side by side, each as wide as the next.
Row {
    id: row
    required property var panel
    property var model: []
    property bool toggle: true
    property bool fault: true
    property real tall: 0
    spacing: 16
    width: parent ? parent.width : 0
    Repeater {
        model: row.model
        PanelChip {
            required property var modelData
            width: (row.width - (row.model.length - 1) * row.spacing) / Math.max(1, row.model.length)
            height: implicitHeight + row.tall
            zh: modelData.zh
            en: modelData.en
            toggle: row.toggle
            fault: row.fault && row.toggle || (!row.fault && modelData.key !== "line-through")
            on: row.panel.on[modelData.key] === true
            enabled: row.panel.off[modelData.key] !== true
            objectName: modelData.key
            onTapped: row.panel.act(modelData.key)
        }
    }
}
