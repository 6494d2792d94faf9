import QtQuick
import Kiosk

// An ID card that can be laid on the reader.
Rectangle {
    id: person
    property string name
    property string zh
    property string en
    property bool expired: false
    property bool on: false
    signal tapped()
    implicitHeight: 132
    radius: Theme.radius
    color: on ? Theme.primaryPale : touch.pressed ? Theme.primaryPale : touch.containsMouse ? Theme.ground : Theme.card
    border.width: on ? 4 : 2
    border.color: on ? Theme.primary : enabled ? Theme.fieldBorder : Theme.line
    Accessible.role: Accessible.RadioButton
    Accessible.name: name
    Accessible.checked: on
    activeFocusOnTab: enabled
    Keys.onReturnPressed: person.tapped()
    Keys.onSpacePressed: person.tapped()
    Column {
        anchors.verticalCenter: parent.verticalCenter
        x: 24
        width: parent.width - 40
        spacing: 4
        Label {
            width: parent.width
            text: person.name
            strong: true
            wrapMode: Text.NoWrap
            lineHeight: 1
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 24
            color: person.enabled ? Theme.ink : Theme.fieldBorder
        }
        PanelWords {
            width: parent.width
            zh: person.zh
            en: person.en
            size: 26
            ink: !person.enabled ? Theme.fieldBorder : person.expired ? Theme.danger : Theme.ink
            ink2: !person.enabled ? Theme.fieldBorder : person.expired ? Theme.danger : Theme.ink2
        }
    }
    Rectangle {
        visible: person.on
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.rightMargin: -10
        anchors.topMargin: -14
        width: 40
        height: 40
        radius: 20
        color: Theme.primary
        Icon { anchors.centerIn: parent; name: "check"; size: 28; ink: Theme.primaryInk }
    }
    Rectangle {
        anchors.fill: parent
        anchors.margins: -6
        radius: parent.radius + 6
        color: "transparent"
        border.width: 4
        border.color: Theme.attention
        visible: person.activeFocus
    }
    MouseArea { id: touch; anchors.fill: parent; hoverEnabled: true; onClicked: person.tapped() }
}
