import QtQuick

// Back left, help in the middle, the one primary action right: always there, always in the same place.
Rectangle {
    id: bar
    property var frame: ({})
    property string primary: ""
    property bool ready: true
    signal act(string name, var value)
    color: Theme.card
    height: Theme.bottomBar
    Rectangle { width: parent.width; height: 1; color: Theme.line }
    Action {
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        height: Theme.button
        visible: (bar.frame.back || "") !== ""
        icon: "arrow-left"
        textSize: Math.min(Theme.body, 36)
        label: bar.frame.back || ""
        objectName: "back"
        onTapped: bar.act("back", null)
    }
    Action {
        id: help
        x: Theme.portrait ? Theme.margin + (Theme.large ? 250 : 236) : (parent.width - width) / 2
        anchors.verticalCenter: parent.verticalCenter
        height: Theme.button
        quiet: true
        visible: (bar.frame.help || "") !== ""
        icon: "circle-help"
        textSize: Math.min(Theme.body, 36)
        label: bar.frame.help || ""
        objectName: "help"
        onTapped: bar.act("openHelp", null)
    }
    Action {
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.portrait ? parent.width - help.x - help.width - Theme.margin - 24 : 560
        visible: bar.primary !== ""
        primary: true
        iconRight: true
        icon: "arrow-right"
        label: bar.primary
        objectName: "primary"
        onTapped: bar.act("primary", null)
    }
}
