pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    first: "primary"
    readonly property bool below: Theme.large && Theme.portrait && !Theme.low // what can be changed comes first
    component Fixed: Card {
        Repeater {
            model: page.view.fixed
            Pair { required property var modelData; label: modelData.label; value: modelData.value }
        }
    }
    Split {
        share: 0.4
        whole: list.highest
        Head {
            over: Theme.tight ? page.view.who : "" // below, there is no room for it
            title: page.view.title
            text: page.view.text
            Note { text: page.view.foreseen; tone: page.view.foreseenTone }
        }
        Note { text: page.view.nameNote; objectName: "nameNote" }
        Fixed { visible: !page.below }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Card {
                id: list
                property real highest: 0 // of its rows
                readonly property bool tight: Theme.low && Theme.portrait // what is touched has half the screen
                padding: 0
                spacing: 0
                Repeater {
                    model: page.view.rows
                    Item {
                        id: one
                        required property var modelData
                        required property int index
                        readonly property bool whole: true
                        width: list.width
                        implicitHeight: Math.max(Theme.row + 8, words.implicitHeight + (list.tight ? 16 : 40)) + above.height
                        onImplicitHeightChanged: list.highest = Math.max(list.highest, implicitHeight)
                        Rectangle { visible: one.index > 0; width: parent.width; height: 1; color: Theme.line }
                        TextLabel {
                            id: above
                            x: 32
                            y: list.tight ? 6 : 20
                            width: parent.width - 2 * x
                            height: text === "" ? 0 : implicitHeight + y
                            visible: text !== ""
                            text: one.modelData.heading
                            size: list.tight ? Theme.small : Theme.heading
                            strong: true
                            color: Theme.primary
                        }
                        Column {
                            id: words
                            x: 32
                            width: (change.visible ? change.x : parent.width) - x - 24
                            anchors.verticalCenter: parent.verticalCenter
                            anchors.verticalCenterOffset: above.height / 2
                            TextLabel { width: parent.width; text: one.modelData.label; size: Theme.small; color: Theme.ink2 }
                            TextLabel { width: parent.width; text: one.modelData.value; color: one.modelData.missing ? Theme.danger : Theme.ink; strong: true; font.features: { "tnum": 1 } }
                        }
                        ActionButton {
                            id: change
                            visible: label !== ""
                            anchors.right: parent.right
                            anchors.rightMargin: 24
                            anchors.verticalCenter: words.verticalCenter
                            icon: "pencil"
                            label: page.view.change
                            name: one.modelData.changeName
                            objectName: "change-" + one.modelData.key
                            onTapped: page.act("change", one.modelData.key)
                        }
                    }
                }
            }
            Fixed { visible: page.below }
            // Beside what is chosen on this page: it is not counted among it.
            Item {
                readonly property bool whole: true
                visible: page.view.later !== ""
                width: parent.width
                implicitHeight: later.implicitHeight
                ActionButton { id: later; width: Math.min(implicitWidth, parent.width); icon: "calendar"; label: page.view.later; objectName: "takeAlong"; onTapped: page.act("takeAlong", null) }
            }
        }
    }
}
