pragma ComponentBehavior: Bound
import QtQuick

Rectangle {
    id: bar
    required property var frame
    property string title
    signal act(string name, var value)
    color: Theme.card
    height: Math.max(Theme.low ? 96 : Theme.topBar, names.implicitHeight + 16, network.visible ? network.implicitHeight + 16 : 0, Theme.low ? 0 : tools.height + 8)
    Column {
        id: names
        // What the page's own heading does not say: the service, in two lines, in larger text on a screen that stands three; a longer name is
        // set smaller. The site stands under one line of it.
        Text {
            id: fitted
            visible: false
            width: names.width
            height: Theme.large && Theme.portrait ? 3 * 1.448 * Theme.small + 2 : Theme.topBar - 16
            text: where.text
            font.family: Theme.family
            font.pixelSize: Theme.small
            font.weight: Font.Bold
            wrapMode: Text.Wrap
            fontSizeMode: Text.Fit
            minimumPixelSize: 26
            textFormat: Text.PlainText
        }
        readonly property real siteFits: Theme.tiny * width / Math.max(1, inOneLine.advanceWidth) // px, in one line
        readonly property int siteSize: Math.max(20, Math.min(Theme.tiny, Math.floor(siteFits >= 22 && !Theme.large ? siteFits : 1.7 * siteFits)))
        TextMetrics { id: inOneLine; font.family: Theme.family; font.pixelSize: Theme.tiny; text: bar.frame.site }
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        width: (network.visible ? network.x : Theme.low ? parent.width - Theme.margin : tools.x) - x - 24
        spacing: 0
        Heading { id: where; text: bar.frame.where !== bar.title ? bar.frame.where : ""; size: fitted.fontInfo.pixelSize; objectName: "where"; Accessible.role: Accessible.StaticText; visible: text !== ""; lineHeight: 1 }
        TextLabel { visible: !where.visible || where.lineCount < 2; width: parent.width; text: bar.frame.site; size: names.siteSize; color: Theme.ink2; lineHeight: 1; objectName: "site" }
    }
    Row {
        id: network
        visible: !Theme.portrait && bar.frame.network !== ""
        anchors.right: Theme.low ? parent.right : tools.left
        anchors.rightMargin: Theme.low ? Theme.margin : 32
        anchors.verticalCenter: parent.verticalCenter
        spacing: 16
        Icon { id: cut; name: "wifi-off"; size: 40; ink: Theme.attention; anchors.verticalCenter: parent.verticalCenter }
        TextLabel { width: Math.min(implicitWidth, 480); text: bar.frame.network; size: Theme.tiny; color: Theme.contrast ? Theme.ink : Theme.attention; anchors.verticalCenter: parent.verticalCenter; objectName: "networkInBar" }
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
