pragma ComponentBehavior: Bound
import QtQuick

Rectangle {
    id: bar
    property var frame: ({})
    property string title
    signal act(string name, var value)
    color: Theme.card
    height: Math.max(Theme.topBar, names.implicitHeight + 16, tools.height + 8)
    Column {
        id: names
        // A site's name takes two lines; a longer one is set smaller rather than cut.
        readonly property int siteSize: Math.max(20, Math.min(Theme.tiny, Math.floor(Theme.tiny * 1.7 * width / Math.max(1, inOneLine.advanceWidth))))
        TextMetrics { id: inOneLine; font.family: Theme.family; font.pixelSize: Theme.tiny; text: bar.frame.site || "" }
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        width: (network.visible ? network.x : tools.x) - x - 24
        spacing: 0
        Label { width: parent.width; text: bar.frame.where || bar.title; size: Theme.small; strong: true; objectName: "where"; visible: text !== ""; elide: Text.ElideRight; maximumLineCount: 2; lineHeight: 1 }
        Label { width: parent.width; text: bar.frame.site || ""; size: names.siteSize; color: Theme.ink2; lineHeight: 1; objectName: "site" }
    }
    Row {
        id: network
        visible: !Theme.portrait && (bar.frame.network || "") !== ""
        anchors.right: tools.left
        anchors.rightMargin: 32
        anchors.verticalCenter: parent.verticalCenter
        spacing: 16
        Icon { id: cut; name: "wifi-off"; size: 40; ink: Theme.attention; anchors.verticalCenter: parent.verticalCenter }
        Label { width: Math.min(implicitWidth, 480); text: bar.frame.network || ""; size: Math.min(Theme.small, 30); color: Theme.contrast ? Theme.ink : Theme.attention; anchors.verticalCenter: parent.verticalCenter; objectName: "networkInBar" }
    }
    Row {
        id: tools
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin - 20
        anchors.verticalCenter: parent.verticalCenter
        spacing: 16
        Repeater {
            model: [
                { icon: "languages", label: bar.frame.otherLanguage || "", act: "language" },
                { icon: "accessibility", label: bar.frame.ease || "", act: "openEase" },
                { icon: "house", label: bar.frame.home || "", act: "home" },
                { icon: "log-out", label: bar.frame.leave || "", act: "leave" }
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
                onTapped: bar.act(modelData.act, null)
                Column {
                    id: face
                    anchors.centerIn: parent
                    spacing: 4
                    Icon { anchors.horizontalCenter: parent.horizontalCenter; name: tool.modelData.icon; size: 48; ink: Theme.primary }
                    Label { id: words; anchors.horizontalCenter: parent.horizontalCenter; width: Math.min(implicitWidth, Theme.large && Theme.portrait ? 150 : 1000); horizontalAlignment: Text.AlignHCenter; text: tool.modelData.label; size: Theme.tiny; color: Theme.primary; lineHeight: 1; Accessible.ignored: true }
                }
            }
        }
    }
    Rectangle { anchors.bottom: parent.bottom; width: parent.width; height: 1; color: Theme.line }
}
