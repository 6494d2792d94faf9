pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Every part of the page is touched once.
KioskPage {
    id: page
    readonly property int columns: Theme.portrait ? 4 : 6
    readonly property int rows: Math.ceil(page.view.fields.length / columns)
    Heading { id: title; room: parent.width - (again.visible ? again.width + Theme.gutter : 0); text: page.view.title; size: Theme.heading }
    ActionButton { id: again; anchors.right: parent.right; visible: label !== ""; label: page.view.retry; objectName: "touch-again"; onTapped: page.act("retry", null) }
    Grid {
        id: grid
        y: Math.max(title.height, Theme.secondary) + Theme.gutter
        width: parent.width
        columns: page.columns
        spacing: 16
        Repeater {
            model: page.view.fields
            Pressable {
                id: field
                required property var modelData
                width: (grid.width - (page.columns - 1) * grid.spacing) / page.columns
                height: (page.height - grid.y - (page.rows - 1) * grid.spacing) / page.rows
                name: modelData.name
                color: modelData.touched ? Theme.primary : Theme.card
                border.width: 2
                border.color: Theme.fieldBorder
                objectName: "touch-" + modelData.number
                Accessible.role: Accessible.CheckBox
                Accessible.checked: modelData.touched
                onTapped: page.act("touchField", modelData.number)
                Icon { anchors.centerIn: parent; visible: field.modelData.touched; name: "check"; size: 56; ink: Theme.primaryInk }
            }
        }
    }
}
