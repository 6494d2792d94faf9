pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

Column {
    id: overlay
    required property var view
    signal act(string name, var value)
    readonly property bool stepped: view.settings.length > 0
    readonly property bool wide: !Theme.portrait
    readonly property bool tight: wide && Theme.large && stepped // no room for what explains the titles
    spacing: Theme.gutter
    TextLabel { width: parent.width; text: overlay.view.title; size: Theme.title; strong: true }
    TextLabel { width: parent.width; visible: text !== ""; text: overlay.view.text; color: Theme.ink2 }
    Repeater {
        model: overlay.view.rows
        Row {
            id: line
            required property var modelData
            width: parent.width
            spacing: 28
            Icon { id: sign; name: line.modelData.icon; size: 64; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
            Column {
                width: parent.width - sign.width - 28
                TextLabel { width: parent.width; text: line.modelData.title; strong: true }
                TextLabel { width: parent.width; text: line.modelData.text !== "" ? line.modelData.text : line.modelData.number; size: Theme.small; color: Theme.ink2 }
            }
        }
    }
    GridLayout {
        id: choices
        // A low screen has no room for all of them below each other.
        columns: overlay.wide ? 2 : 1
        columnSpacing: Theme.low ? 12 : Theme.gutter
        rowSpacing: columnSpacing
        uniformCellWidths: true
        width: parent.width
        visible: overlay.view.switches.length > 0
        Repeater {
            model: overlay.view.switches
            Choice {
                required property var modelData
                Layout.fillWidth: true
                Layout.fillHeight: true
                many: true
                title: modelData.title
                text: overlay.tight ? "" : modelData.text
                chosen: modelData.on
                stateWord: modelData.state
                objectName: "accessibility-" + modelData.act
                onTapped: overlay.act("accessibility", modelData.act)
            }
        }
    }
    Grid {
        id: steps
        columns: Theme.portrait ? 1 : 2
        spacing: Theme.gutter
        width: parent.width
        visible: overlay.stepped
        Repeater {
            model: overlay.view.settings
            Stepped {
                required property var modelData
                width: Math.floor((steps.width - (steps.columns - 1) * steps.spacing) / steps.columns)
                label: modelData.label
                act: modelData.act
                choices: modelData.choices
                onTapped: step => overlay.act(modelData.act, step)
            }
        }
    }
    Item { visible: !overlay.tight; width: 1; height: 8 }
    ActionButton {
        visible: overlay.view.close !== ""
        width: parent.width
        primary: true
        label: overlay.view.close
        objectName: "close"
        onTapped: overlay.act("close", null)
    }
    ActionButton {
        visible: overlay.view.stay !== ""
        width: parent.width
        primary: true
        label: overlay.view.stay
        objectName: "stay"
        onTapped: overlay.act("close", null)
    }
    ActionButton {
        visible: overlay.view.take !== ""
        width: parent.width
        label: overlay.view.take
        objectName: "takeAlongInstead"
        onTapped: overlay.act("takeAlong", null)
    }
    ActionButton {
        visible: overlay.view.leave !== ""
        width: parent.width
        danger: true
        label: overlay.view.leave
        objectName: "leaveSurely"
        onTapped: overlay.act("leaveSurely", null)
    }
}
