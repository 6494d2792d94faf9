pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.VirtualKeyboard.Styles
import Kiosk

// The keyboard in the terminal's own look: large light keys, words where Qt draws small signs, and candidates that can be read.
KeyboardStyle {
    id: style
    keyboardDesignWidth: 1080
    keyboardDesignHeight: 470
    keyboardRelativeLeftMargin: 16 / keyboardDesignWidth
    keyboardRelativeRightMargin: 16 / keyboardDesignWidth
    keyboardRelativeTopMargin: 10 / keyboardDesignHeight
    keyboardRelativeBottomMargin: 10 / keyboardDesignHeight
    keyboardBackground: Rectangle { color: Theme.contrast ? "#000000" : "#e3e9ef" }

    component Face: KeyPanel {
        id: face
        property string label
        property string sign
        property bool strong: false
        property real size: 0.4 // of the key's height
        Rectangle {
            anchors.fill: parent
            anchors.margins: 5
            radius: 12
            color: face.control && face.control.pressed ? Theme.primaryPale : face.strong ? Theme.primary : Theme.card
            border.width: 1
            border.color: Theme.contrast ? "#ffffff" : "#b9c4cf"
            opacity: face.control && face.control.enabled ? 1 : 0.4
            Icon {
                visible: face.sign !== ""
                anchors.centerIn: parent
                name: face.sign
                size: Math.round(0.42 * face.height)
                ink: face.strong ? Theme.primaryInk : Theme.ink
            }
            Text {
                visible: face.sign === ""
                anchors.centerIn: parent
                text: face.label
                textFormat: Text.PlainText
                color: face.strong ? Theme.primaryInk : Theme.ink
                font.family: Theme.family
                font.pixelSize: Math.round(face.size * face.height)
            }
        }
    }

    keyPanel: Face { label: control ? control.displayText : "" }
    backspaceKeyPanel: Face { sign: "delete" }
    languageKeyPanel: Face { label: "中/En"; size: 0.27 }
    enterKeyPanel: Face { sign: "check"; strong: true }
    hideKeyPanel: Face { sign: "chevron-down" }
    shiftKeyPanel: Face { sign: "chevron-up" }
    spaceKeyPanel: Face { label: control ? control.displayText : ""; size: 0.27 }
    symbolKeyPanel: Face { label: control ? control.displayText : ""; size: 0.3 }
    modeKeyPanel: Face { label: control ? control.displayText : ""; size: 0.27 }
    handwritingKeyPanel: Face { sign: "pencil" }

    selectionListHeight: 96
    selectionListBackground: Rectangle { color: Theme.card; border.width: 1; border.color: Theme.line }
    selectionListDelegate: SelectionListItem {
        id: candidate
        width: word.implicitWidth + 56
        Text {
            id: word
            anchors.centerIn: parent
            text: candidate.display
            textFormat: Text.PlainText
            color: Theme.ink
            font.family: Theme.family
            font.pixelSize: Theme.heading
        }
        required property string display
        Rectangle { anchors.right: parent.right; anchors.verticalCenter: parent.verticalCenter; width: 1; height: 40; color: Theme.line }
    }
    selectionListHighlight: Item { }
    navigationHighlight: Rectangle { color: "transparent"; border.width: 4; border.color: Theme.attention; radius: 12 }
    popupListDelegate: SelectionListItem { }
    alternateKeysListDelegate: Item { }
    characterPreviewDelegate: Item { property string text }
}
