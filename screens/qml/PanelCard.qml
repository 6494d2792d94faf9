import QtQuick
import Kiosk

// One device: its name, what it does now, and under them what can be done to it.
Card {
    id: card
    property string icon
    property string zh
    property string en
    property var status: ({})
    property real sentence: width * 0.55 // of the line that says what it does
    padding: 24
    spacing: 20
    Item {
        width: parent.width
        height: 64
        Icon { id: sign; name: card.icon; size: 52; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
        PanelWords {
            anchors.verticalCenter: parent.verticalCenter
            x: sign.width + 20
            width: doing.x - x - 16
            zh: card.zh
            en: card.en
            strong: true
        }
        PanelState {
            id: doing
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            width: card.sentence
            status: card.status
        }
    }
}
