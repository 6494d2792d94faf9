pragma ComponentBehavior: Bound
import QtQuick

// The sample people's cards, four in a row, and what takes one away again.
Grid {
    id: grid
    required property var panel
    property var people: []
    property real u: 1
    property int tall: 0
    readonly property int cell: Math.floor((width - 3 * spacing) / 4)
    readonly property int last: width - 3 * (cell + spacing)
    columns: 4
    spacing: Math.round(16 * u)
    width: parent ? parent.width : 0
    Repeater {
        model: grid.people
        PanelPerson {
            required property var modelData
            required property int index
            u: grid.u
            width: index % 4 === 3 ? grid.last : grid.cell
            height: implicitHeight + grid.tall
            name: modelData.name
            zh: modelData.zh
            en: modelData.en
            expired: modelData.expired
            on: grid.panel.active[modelData.key] === true
            enabled: grid.panel.disabled[modelData.key] !== true
            objectName: modelData.key
            onTapped: grid.panel.act(modelData.key)
        }
    }
    PanelChip {
        u: grid.u
        width: grid.last
        height: Math.round(144 * u) + grid.tall
        zh: "拿走身份证"
        en: "Take the card away"
        toggle: false
        enabled: grid.panel.disabled.take !== true
        objectName: "take"
        onTapped: grid.panel.act("take")
    }
}
