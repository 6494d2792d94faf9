pragma ComponentBehavior: Bound
import QtQuick

// What can be done on every page: language, easier to use, home, leave. In the bar above; with lowered controls, below.
Row {
    id: tools
    required property var frame
    signal act(string name, var value)
    spacing: 16
    Repeater {
        model: [
            { icon: "languages", label: tools.frame.otherLanguage, act: "language" },
            { icon: "accessibility", label: tools.frame.accessibility, act: "openAccessibility" },
            { icon: "house", label: tools.frame.home, act: "home" },
            { icon: "log-out", label: tools.frame.leave, act: "leave" }
        ]
        Pressable {
            id: tool
            required property var modelData
            visible: modelData.label !== ""
            width: Math.max(112, words.width + 28)
            height: Math.max(Theme.topBar - 8, face.height + 24)
            name: modelData.label
            color: pressed ? Theme.primaryPale : "transparent"
            objectName: "bar-" + modelData.act
            onTapped: tools.act(modelData.act, null)
            Column {
                id: face
                anchors.centerIn: parent
                spacing: 4
                Icon { anchors.horizontalCenter: parent.horizontalCenter; name: tool.modelData.icon; size: 48; ink: Theme.primary }
                TextLabel { id: words; anchors.horizontalCenter: parent.horizontalCenter; width: Math.min(implicitWidth, Theme.large && Theme.portrait !== Theme.low ? 150 : 1000); horizontalAlignment: Text.AlignHCenter; text: tool.modelData.label; size: Theme.tiny; color: Theme.primary; lineHeight: 1; Accessible.ignored: true }
            }
        }
    }
}
