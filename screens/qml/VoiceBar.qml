import QtQuick
import Kiosk

// The voice's one button, along the lower edge of the screen, whatever is shown above it: who cannot see it finds the edge.
Pressable {
    id: bar
    property var again: ({ label: "", speaking: false })
    readonly property string label: again.label
    height: Theme.voiceBar
    radius: 0
    name: label
    color: pressed ? Theme.card : Theme.primaryPale
    objectName: "again"
    Rectangle { width: parent.width; height: 2; color: Theme.primary }
    Row {
        anchors.centerIn: parent
        spacing: 20
        Icon { name: bar.again.speaking ? "square" : "volume-2"; size: 48; ink: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
        TextLabel { text: bar.label; color: Theme.primary; strong: true; lineHeight: 1; anchors.verticalCenter: parent.verticalCenter; Accessible.ignored: true }
        TextLabel { visible: Theme.keyed; text: "✱"; color: Theme.primary; lineHeight: 1; anchors.verticalCenter: parent.verticalCenter; Accessible.ignored: true }
    }
}
