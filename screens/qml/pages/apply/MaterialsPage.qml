pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    readonly property var missing: view.rows.find(row => row.take + row.show !== "" && row.tone === "bring")
    first: missing ? (missing.show !== "" ? "show-" : "take-") + missing.key : "primary"
    Split {
        share: 0.36
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "bad"; text: page.view.fault; objectName: "fault" }
        }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                Card {
                    id: one
                    required property var modelData
                    spacing: 16
                    Item {
                        width: parent.width
                        implicitHeight: Math.max(words.implicitHeight, pill.height)
                        Column {
                            id: words
                            width: parent.width - pill.width - 24
                            spacing: 4
                            TextLabel { width: parent.width; text: one.modelData.title; strong: true }
                            TextLabel { width: parent.width; text: one.modelData.text; size: Theme.small; color: Theme.ink2 }
                        }
                        Rectangle {
                            id: pill
                            anchors.right: parent.right
                            anchors.verticalCenter: parent.verticalCenter
                            width: row.implicitWidth + 40
                            height: row.implicitHeight + 24
                            radius: height / 2
                            color: Theme.pale(one.modelData.tone)
                            border.width: 2
                            border.color: Theme.tone(one.modelData.tone)
                            Row {
                                id: row
                                anchors.centerIn: parent
                                spacing: 12
                                Icon { name: one.modelData.icon; size: 36; ink: Theme.tone(one.modelData.tone); anchors.verticalCenter: parent.verticalCenter }
                                TextLabel { text: one.modelData.state; size: Theme.small; strong: true; color: Theme.contrast ? Theme.ink : Theme.tone(one.modelData.tone); lineHeight: 1; wrapMode: Text.NoWrap; anchors.verticalCenter: parent.verticalCenter }
                            }
                        }
                    }
                    Flow {
                        width: parent.width
                        visible: one.modelData.take + one.modelData.show + one.modelData.drop + one.modelData.other !== ""
                        spacing: 20
                        ActionButton {
                            visible: one.modelData.show !== ""
                            icon: "qr-code"
                            label: one.modelData.show
                            name: one.modelData.showName
                            objectName: "show-" + one.modelData.key
                            onTapped: page.act("presentLicence", one.modelData.key)
                        }
                        ActionButton {
                            visible: one.modelData.take !== ""
                            icon: "camera"
                            label: one.modelData.take
                            name: one.modelData.takeName
                            objectName: "take-" + one.modelData.key
                            onTapped: page.act("takePicture", one.modelData.key)
                        }
                        ActionButton {
                            visible: one.modelData.drop !== ""
                            quiet: true
                            icon: "delete"
                            label: one.modelData.drop
                            name: one.modelData.dropName
                            objectName: "drop-" + one.modelData.key
                            onTapped: page.act("dropPictures", one.modelData.key)
                        }
                        ActionButton {
                            visible: one.modelData.other !== ""
                            quiet: true
                            icon: one.modelData.otherIcon
                            label: one.modelData.other
                            name: one.modelData.otherName
                            objectName: "other-" + one.modelData.key
                            onTapped: page.act("otherWays", one.modelData.key)
                        }
                    }
                }
            }
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
