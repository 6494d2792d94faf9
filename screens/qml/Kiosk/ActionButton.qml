import QtQuick

// A button. Its label is a verb and a noun; an icon never stands without a word.
Pressable {
    id: action
    property string label
    property string icon: ""
    property bool primary: false
    property bool danger: false
    property bool quiet: false // no border: in bars
    property bool iconRight: false
    property int padding: quiet ? 20 : 40
    property int textSize: primary ? Theme.heading : Theme.body
    property color text: !usable ? Theme.ink2 : primary ? Theme.primaryInk : danger ? Theme.danger : Theme.primary

    name: label
    implicitHeight: primary ? Theme.button : Theme.secondary
    implicitWidth: content.width + 2 * padding
    color: primary ? (!usable ? Theme.line : pressed ? Theme.pressed : Theme.primary)
                   : pressed ? Theme.primaryPale : quiet ? "transparent" : Theme.card
    border.width: quiet || primary ? 0 : 2
    border.color: !usable ? Theme.line : danger ? Theme.danger : Theme.primary
    Behavior on color { ColorAnimation { duration: Theme.pressTime } }

    Row {
        id: content
        anchors.centerIn: parent
        spacing: 16
        // A label that would not fit is set smaller rather than cut.
        scale: Math.min(1, (action.width - (action.quiet ? 32 : 48)) / Math.max(1, width))
        layoutDirection: action.iconRight ? Qt.RightToLeft : Qt.LeftToRight
        Icon {
            visible: action.icon !== ""
            name: action.icon
            size: Math.round(action.textSize * 1.15)
            ink: action.text
            anchors.verticalCenter: parent.verticalCenter
        }
        TextLabel {
            text: action.label
            size: action.textSize
            strong: action.primary
            color: action.text
            wrapMode: Text.NoWrap
            lineHeight: 1
            anchors.verticalCenter: parent.verticalCenter
            Accessible.ignored: true
        }
    }
}
