import QtQuick

// A button. Its label is a verb and a noun; an icon never stands without a word.
Rectangle {
    id: action
    property string label
    property string icon: ""
    property bool primary: false
    property bool danger: false
    property bool quiet: false // no border: in bars
    property bool iconRight: false
    property int textSize: primary ? Theme.heading : Theme.body
    signal tapped()

    readonly property color text: !enabled ? Theme.ink2 : primary ? Theme.primaryInk : danger ? Theme.danger : Theme.primary

    implicitHeight: primary ? Theme.button : Theme.secondary
    implicitWidth: content.width + 2 * (quiet ? 20 : 40)
    radius: Theme.radius
    color: primary ? (!enabled ? Theme.line : touch.pressed ? Theme.pressed : Theme.primary)
                   : touch.pressed ? Theme.primaryPale : quiet ? "transparent" : Theme.card
    border.width: quiet || primary ? 0 : 2
    border.color: danger ? Theme.danger : Theme.primary
    Behavior on color { ColorAnimation { duration: Theme.pressTime } }

    Accessible.role: Accessible.Button
    Accessible.name: label
    Accessible.onPressAction: if (enabled) action.tapped()
    activeFocusOnTab: enabled && visible
    Keys.onReturnPressed: if (enabled) action.tapped()
    Keys.onEnterPressed: if (enabled) action.tapped()

    Row {
        id: content
        anchors.centerIn: parent
        spacing: 16
        // A label that would not fit is set smaller rather than cut.
        scale: Math.min(1, (action.width - 32) / Math.max(1, width))
        layoutDirection: action.iconRight ? Qt.RightToLeft : Qt.LeftToRight
        Icon {
            visible: action.icon !== ""
            name: action.icon
            size: Math.round(action.textSize * 1.15)
            ink: action.text
            anchors.verticalCenter: parent.verticalCenter
        }
        Label {
            text: action.label
            size: action.textSize
            strong: action.primary
            color: action.text
            wrapMode: Text.NoWrap
            lineHeight: 1
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    Rectangle {
        anchors.fill: parent
        anchors.margins: -6
        radius: Theme.radius + 6
        color: "transparent"
        border.width: 4
        border.color: Theme.attention
        visible: action.activeFocus
    }
    MouseArea {
        id: touch
        anchors.fill: parent
        onClicked: action.tapped()
    }
}
