pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The idle page. The only thing that moves is the ring around the hand, slowly.
KioskPage {
    id: page
    MouseArea { anchors.fill: parent; onClicked: page.act("start", null) }
    objectName: "attract"
    first: "start"

    Rectangle {
        width: parent.width
        height: Theme.portrait ? parent.height * 0.5 : parent.height
        visible: Theme.portrait
        color: Theme.contrast ? Theme.ground : Theme.pressed
    }
    Rectangle {
        width: parent.width * 0.52
        height: parent.height
        visible: !Theme.portrait
        color: Theme.contrast ? Theme.ground : Theme.pressed
    }
    Column {
        id: name
        x: Theme.margin + 16
        y: Theme.portrait ? 150 : 170
        width: (Theme.portrait ? parent.width : parent.width * 0.52) - 2 * x
        spacing: 28
        TextLabel { width: parent.width; text: page.view.area; size: Theme.heading; color: "#d9e6f4" }
        TextLabel { width: parent.width; text: page.view.title; size: Theme.portrait ? 92 : 84; strong: true; color: "#ffffff"; lineHeight: 1.15 }
        TextLabel { width: parent.width; text: page.view.site; size: Theme.body; color: "#d9e6f4" }
        Item { width: 1; height: 20 }
        Grid {
            id: lines
            width: parent.width
            columns: 2
            columnSpacing: Theme.large ? 48 : 64
            rowSpacing: 28
            Repeater {
                model: page.view.lines
                Row {
                    id: line
                    required property var modelData
                    spacing: 20
                    Icon { id: sign; name: line.modelData.icon; size: 52; ink: "#ffffff"; anchors.verticalCenter: parent.verticalCenter }
                    TextLabel { text: line.modelData.title; size: Math.min(Theme.heading, 42); color: "#ffffff"; width: Math.min(implicitWidth, (lines.width - lines.columnSpacing) / 2 - sign.width - line.spacing); anchors.verticalCenter: parent.verticalCenter }
                }
            }
        }
    }
    Item {
        id: hand
        width: Theme.portrait ? parent.width : parent.width * 0.48
        height: Theme.portrait ? parent.height * 0.5 : parent.height
        x: Theme.portrait ? 0 : parent.width * 0.52
        y: Theme.portrait ? parent.height * 0.5 : 0
        Column {
            id: high
            // Two notes, or one beside the voice's bar, of several lines: smaller, so that the largest number of words finds room.
            readonly property bool crowded: page.view.cannot.length > 1 && (interrupted.visible || Theme.large && !Theme.portrait)
            anchors.horizontalCenter: parent.horizontalCenter
            y: Theme.portrait || crowded ? 56 : Math.max(90, parent.height * 0.14)
            width: parent.width - 2 * Theme.margin
            spacing: crowded ? 24 : 36
            Item {
                id: ringed
                // As large as what must be said leaves room for; a hand that would be too small is left out.
                readonly property real said: start.height + (interrupted.visible ? interrupted.height + high.spacing : 0) + (without.visible ? without.height + high.spacing : 0)
                readonly property real room: hand.height - parent.y - said - low.height - low.anchors.bottomMargin - 72
                width: parent.width
                height: Math.min(220, room)
                visible: page.view.open && height >= 120
                Rectangle {
                    id: ring
                    anchors.centerIn: parent
                    scale: ringed.height / 220
                    width: 200
                    height: 200
                    radius: 100
                    color: "transparent"
                    border.width: 6
                    border.color: Theme.primary
                    SequentialAnimation on opacity {
                        loops: Animation.Infinite
                        NumberAnimation { from: 0.25; to: 0.9; duration: 2400; easing.type: Easing.InOutSine }
                        NumberAnimation { from: 0.9; to: 0.25; duration: 2400; easing.type: Easing.InOutSine }
                    }
                }
                Rectangle {
                    anchors.centerIn: parent
                    scale: ringed.height / 220
                    width: 160
                    height: 160
                    radius: 80
                    color: Theme.primaryPale
                    Icon { anchors.centerIn: parent; name: "hand"; size: 96; ink: Theme.primary }
                }
            }
            Pressable {
                id: start
                width: parent.width
                implicitHeight: begin.implicitHeight + 32
                color: "transparent"
                name: begin.text
                objectName: "start"
                onTapped: page.act("start", null)
                TextLabel { id: begin; y: 16; width: parent.width; Accessible.ignored: true; horizontalAlignment: Text.AlignHCenter; text: page.view.start; size: Theme.title; strong: true; color: Theme.primary }
            }
            Note { id: interrupted; tone: "stored"; text: page.view.notice; textSize: high.crowded ? Theme.small : Theme.body }
            Note { id: without; tone: page.view.cannotTone; text: page.view.cannot.join("\n"); textSize: high.crowded ? Theme.small : Theme.body }
        }
        Column {
            id: low
            readonly property int words: Math.min(Theme.small, 34) // three buttons beside each other
            readonly property int inset: Theme.tight ? 20 : 40
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 36
            anchors.horizontalCenter: parent.horizontalCenter
            width: parent.width - 2 * Theme.margin
            spacing: 20
            Row {
                anchors.horizontalCenter: parent.horizontalCenter
                spacing: 20
                ActionButton {
                    padding: low.inset
                    textSize: low.words
                    icon: "languages"
                    label: page.view.other
                    objectName: "bar-language"
                    onTapped: page.act("language", null)
                }
                ActionButton { padding: low.inset; textSize: low.words; icon: "accessibility"; label: page.view.accessibility; objectName: "bar-openAccessibility"; onTapped: page.act("openAccessibility", null) }
                ActionButton { padding: low.inset; textSize: low.words; visible: label !== ""; icon: "volume-2"; label: page.view.voice; objectName: "voice"; onTapped: page.act("accessibility", "voice") }
            }
            TextLabel { width: parent.width; horizontalAlignment: Text.AlignHCenter; text: page.view.sample + "\n" + page.view.data; size: 26; color: Theme.ink2 }
            // For the staff, who know where to look: at the edge, and no alarm to anybody else.
            ActionButton {
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.min(implicitWidth, low.width)
                height: 72
                visible: label !== ""
                quiet: true
                text: Theme.ink2
                textSize: 26
                label: page.view.attendant !== "" ? page.view.attendant : page.view.door
                objectName: "attendant"
                onTapped: page.act("openJourney", page.view.staff)
            }
        }
    }
}
