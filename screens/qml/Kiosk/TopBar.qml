pragma ComponentBehavior: Bound
import QtQuick

Rectangle {
    id: bar
    required property var frame
    property string title
    signal act(string name, var value)
    color: Theme.card
    height: Math.max(Theme.low ? 96 : Theme.topBar, names.implicitHeight + 16, Theme.low ? 0 : tools.height + 8)
    Column {
        id: names
        // Names take two lines; a longer one is set smaller rather than cut. In larger text the page's own heading is what is read: what
        // is not said there has one line here.
        readonly property int titleSize: Math.max(26, Math.min(Theme.small, Math.floor(Theme.small * 1.7 * width / Math.max(1, titleInOneLine.advanceWidth))))
        TextMetrics { id: titleInOneLine; font.family: Theme.family; font.pixelSize: Theme.small; font.weight: Font.Bold; text: where.text }
        readonly property real siteFits: Theme.tiny * width / Math.max(1, inOneLine.advanceWidth) // px, in one line
        readonly property int siteSize: Math.max(20, Math.min(Theme.tiny, Math.floor(siteFits >= 22 && !Theme.large ? siteFits : 1.7 * siteFits)))
        TextMetrics { id: inOneLine; font.family: Theme.family; font.pixelSize: Theme.tiny; text: bar.frame.site }
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        width: (network.visible ? network.x : Theme.low ? parent.width - Theme.margin : tools.x) - x - 24
        spacing: 0
        TextLabel { id: where; width: parent.width; text: !Theme.large ? bar.frame.where || bar.title : bar.frame.where !== bar.title ? bar.frame.where : ""; size: Theme.large ? Theme.small : names.titleSize; elide: Theme.large ? Text.ElideRight : Text.ElideNone; maximumLineCount: Theme.large ? 1 : 10; strong: true; objectName: "where"; visible: text !== ""; lineHeight: 1 }
        TextLabel { width: parent.width; text: bar.frame.site; size: names.siteSize; color: Theme.ink2; lineHeight: 1; objectName: "site" }
    }
    Row {
        id: network
        visible: !Theme.portrait && bar.frame.network !== ""
        anchors.right: Theme.low ? parent.right : tools.left
        anchors.rightMargin: Theme.low ? Theme.margin : 32
        anchors.verticalCenter: parent.verticalCenter
        spacing: 16
        Icon { id: cut; name: "wifi-off"; size: 40; ink: Theme.attention; anchors.verticalCenter: parent.verticalCenter }
        TextLabel { width: Math.min(implicitWidth, 480); text: bar.frame.network; size: Math.min(Theme.small, 30); color: Theme.contrast ? Theme.ink : Theme.attention; anchors.verticalCenter: parent.verticalCenter; objectName: "networkInBar" }
    }
    Tools {
        id: tools
        visible: !Theme.low
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin - 20
        anchors.verticalCenter: parent.verticalCenter
        frame: bar.frame
        onAct: (name, value) => bar.act(name, value)
    }
    Rectangle { anchors.bottom: parent.bottom; width: parent.width; height: 1; color: Theme.line }
}
