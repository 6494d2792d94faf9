pragma ComponentBehavior: Bound
import QtQuick

// Back left, help in the middle, the one primary action right: always there, always in the same place. For the left hand the other way
// round. With lowered controls what else can be done on every page is here, too: below in portrait, in the middle in landscape.
Rectangle {
    id: bar
    required property var frame
    property string primary: ""
    property string tone: "" // of that action: "quiet" or "danger" where it is not what most people want
    property bool ready: true
    signal act(string name, var value)
    readonly property int deep: Theme.low && Theme.portrait ? tools.height + 8 : 0 // below the row of actions
    readonly property int middle: (Theme.bottomBar - Theme.button) / 2
    readonly property bool empty: frame.back + frame.help + primary === "" && !Theme.low
    color: empty ? "transparent" : Theme.card
    height: Theme.bottomBar + deep
    Rectangle { visible: !bar.empty; width: parent.width; height: 1; color: Theme.line }
    // From one edge to the other: at ``at`` from where Back is.
    function from(at: real, width: real): real { return Theme.left ? bar.width - at - width : at; }
    ActionButton {
        x: bar.from(Theme.margin, width)
        y: bar.middle
        height: Theme.button
        visible: bar.frame.back !== ""
        icon: "arrow-left"
        textSize: Math.min(Theme.body, 36)
        label: bar.frame.back
        objectName: "back"
        onTapped: bar.act("back", null)
    }
    ActionButton {
        id: help
        readonly property int beside: Theme.margin + (Theme.large ? 250 : 236)
        x: bar.from(Theme.portrait || Theme.low ? beside : (parent.width - width) / 2, width)
        y: bar.middle
        height: Theme.button
        quiet: true
        visible: bar.frame.help !== ""
        icon: "circle-help"
        textSize: Math.min(Theme.body, 36)
        label: bar.frame.help
        objectName: "help"
        onTapped: bar.act("openHelp", null)
    }
    Loader {
        id: tools
        active: Theme.low
        x: Theme.portrait ? (parent.width - width) / 2 : bar.from(help.beside + help.width + 24, width)
        y: Theme.portrait ? Theme.bottomBar : (Theme.bottomBar - height) / 2
        sourceComponent: Tools { frame: bar.frame; onAct: (name, value) => bar.act(name, value) }
    }
    ActionButton {
        readonly property int least: help.beside + help.width + 24 + (Theme.low && !Theme.portrait ? tools.width + 24 : 0)
        x: bar.from(bar.width - Theme.margin - width, width)
        y: bar.middle
        height: Theme.button
        width: Math.min(Theme.portrait ? 10000 : 640, bar.width - least - Theme.margin)
        visible: bar.primary !== ""
        primary: bar.tone === ""
        danger: bar.tone === "danger"
        textSize: bar.tone === "" ? Theme.heading : Math.min(Theme.body, 36)
        iconRight: !Theme.left
        icon: "arrow-right"
        label: bar.primary
        objectName: "primary"
        onTapped: bar.act("primary", null)
    }
}
