pragma ComponentBehavior: Bound
import QtQuick

Rectangle {
    id: bar
    property var frame: ({})
    property string title
    signal act(string name, var value)
    color: Theme.card
    height: Theme.topBar
    Column {
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        width: (network.visible ? network.x : tools.x) - x - 16
        spacing: 0
        Label { width: parent.width; text: bar.frame.where || bar.title; size: Theme.small; strong: true; objectName: "where"; elide: Text.ElideRight; wrapMode: Text.NoWrap; lineHeight: 1.1 }
        Label { width: parent.width; text: bar.frame.site || ""; size: 26; color: Theme.ink2; elide: Text.ElideRight; wrapMode: Text.NoWrap; lineHeight: 1.1 }
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
        spacing: Theme.portrait ? 0 : 16
        Repeater {
            model: [
                { icon: "languages", label: bar.frame.otherLanguage || "", act: "language" },
                { icon: "accessibility", label: bar.frame.ease || "", act: "openEase" },
                { icon: "house", label: bar.frame.home || "", act: "home" },
                { icon: "log-out", label: bar.frame.leave || "", act: "leave" }
            ]
            Rectangle {
                id: tool
                required property var modelData
                visible: modelData.label !== ""
                width: Math.max(112, words.implicitWidth + 28)
                height: Theme.topBar - 8
                color: touch.pressed ? Theme.primaryPale : "transparent"
                radius: 12
                objectName: "bar-" + modelData.act
                Accessible.role: Accessible.Button
                Accessible.name: modelData.label
                activeFocusOnTab: visible
                Keys.onReturnPressed: bar.act(modelData.act, null)
                Column {
                    anchors.centerIn: parent
                    spacing: 4
                    Icon { anchors.horizontalCenter: parent.horizontalCenter; name: tool.modelData.icon; size: 48; ink: Theme.primary }
                    Label { id: words; text: tool.modelData.label; size: Math.min(26, Theme.tiny); color: Theme.primary; wrapMode: Text.NoWrap; lineHeight: 1.1 }
                }
                Rectangle { anchors.fill: parent; radius: 12; color: "transparent"; border.width: 4; border.color: Theme.attention; visible: tool.activeFocus }
                MouseArea { id: touch; anchors.fill: parent; onClicked: bar.act(tool.modelData.act, null) }
            }
        }
    }
    Rectangle { anchors.bottom: parent.bottom; width: parent.width; height: 1; color: Theme.line }
}
