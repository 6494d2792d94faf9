import QtQuick
import Kiosk

// One thing that can be done to a device; what is set shows by a sign as well as by its colour.
Rectangle {
    id: chip
    property string zh
    property string en
    property bool on: false
    property bool fault: true // set means that something is wrong with the device
    property bool toggle: true
    signal tapped()
    readonly property color accent: fault ? Theme.attention : Theme.primary

    implicitHeight: 104
    radius: Theme.radius
    color: on ? (fault ? Theme.attentionPale : Theme.primaryPale) : touch.pressed ? Theme.primaryPale : touch.containsMouse ? Theme.ground : Theme.card
    border.width: on ? 4 : 2
    border.color: on ? accent : enabled ? Theme.fieldBorder : Theme.line
    Behavior on color { ColorAnimation { duration: Theme.pressTime } }
    Accessible.role: toggle ? Accessible.CheckBox : Accessible.Button
    Accessible.name: zh
    Accessible.checked: on
    activeFocusOnTab: enabled
    Keys.onReturnPressed: chip.tapped()
    Keys.onSpacePressed: chip.tapped()

    PanelWords {
        anchors.verticalCenter: parent.verticalCenter
        x: 12
        width: parent.width - 24
        zh: chip.zh
        en: chip.en
        size: 30
        strong: chip.on
        ink: !chip.enabled ? Theme.fieldBorder : chip.on ? chip.accent : Theme.ink
        ink2: !chip.enabled ? Theme.fieldBorder : chip.on ? chip.accent : Theme.ink2
        alignment: Text.AlignHCenter
    }
    Rectangle {
        visible: chip.on
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.rightMargin: -10
        anchors.topMargin: -14
        width: 40
        height: 40
        radius: 20
        color: chip.accent
        Icon { anchors.centerIn: parent; name: chip.fault ? "x" : "check"; size: 28; ink: Theme.primaryInk }
    }
    Rectangle {
        anchors.fill: parent
        anchors.margins: -6
        radius: parent.radius + 6
        color: "transparent"
        border.width: 4
        border.color: Theme.attention
        visible: chip.activeFocus
    }
    MouseArea { id: touch; anchors.fill: parent; hoverEnabled: true; onClicked: chip.tapped() }
}
