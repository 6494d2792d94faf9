import QtQuick
import Kiosk

// A device: its name, what it does now, and under them what can be done to it.
Rectangle {
    id: card
    default property alias content: inside.data
    property real u: 1
    property string icon
    property string zh
    property string en
    property var status: ({})
    property int title: Math.round(360 * u) // as wide as the name needs; the sentence has the rest
    readonly property int padding: Math.round(24 * u)
    readonly property int inner: width - 2 * padding
    implicitHeight: inside.implicitHeight + 2 * padding
    width: parent ? parent.width : 0
    radius: Math.round(Theme.radius * u)
    color: Theme.card
    border.width: 1
    border.color: Theme.line
    Column {
        id: inside
        x: card.padding
        y: card.padding
        width: card.inner
        spacing: Math.round(20 * card.u)
        Item {
            width: parent.width
            height: Math.round(72 * card.u)
            Icon { id: sign; name: card.icon; size: Math.round(52 * card.u); ink: Theme.primary; y: Math.round((parent.height - height) / 2) }
            PanelWords {
                u: card.u
                x: sign.width + Math.round(20 * card.u)
                y: Math.round((parent.height - height) / 2)
                width: card.title - x
                zh: card.zh
                en: card.en
                strong: true
            }
            PanelStatus {
                visible: (card.status.zh || "") !== ""
                u: card.u
                x: card.title + Math.round(16 * card.u)
                y: Math.round((parent.height - height) / 2)
                width: parent.width - x
                status: card.status
            }
        }
    }
}
