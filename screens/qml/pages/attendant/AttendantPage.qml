pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// For the site's attendant: what needs somebody, with a picture of what to do. Follows the devices by itself.
KioskPage {
    id: page
    Split {
        share: 0.36
        Head { title: page.view.title; text: page.view.text }
        TextLabel { visible: text !== ""; width: parent.width; text: page.view.well; color: Theme.ink2 }
        Note { text: page.view.more }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.cards
                Card {
                    id: card
                    required property var modelData
                    objectName: "device-" + modelData.device
                    spacing: 24
                    TextLabel { width: parent.width; text: card.modelData.name; size: Theme.heading; strong: true }
                    Note { tone: card.modelData.tone; text: card.modelData.state }
                    Row {
                        id: told
                        width: parent.width
                        spacing: 40
                        Image {
                            id: drawing
                            visible: card.modelData.picture !== ""
                            width: visible ? (Theme.portrait ? 360 : 420) : 0
                            height: width * 0.8
                            sourceSize.width: width
                            sourceSize.height: height
                            source: Theme.picture(card.modelData.picture)
                        }
                        Column {
                            id: steps
                            width: told.width - (drawing.visible ? drawing.width + 40 : 0)
                            anchors.verticalCenter: parent.verticalCenter
                            spacing: 20
                            Repeater {
                                model: card.modelData.steps
                                Row {
                                    id: step
                                    required property string modelData
                                    required property int index
                                    width: steps.width
                                    spacing: 20
                                    Rectangle {
                                        id: number
                                        anchors.verticalCenter: parent.verticalCenter
                                        width: Math.round(Theme.body * 1.7)
                                        height: width
                                        radius: width / 2
                                        color: Theme.primaryPale
                                        TextLabel { anchors.centerIn: parent; text: step.index + 1; strong: true; color: Theme.primary }
                                    }
                                    TextLabel { width: step.width - number.width - 20; text: step.modelData; anchors.verticalCenter: parent.verticalCenter }
                                }
                            }
                        }
                    }
                    ActionButton {
                        visible: card.modelData.looked !== ""
                        icon: "check"
                        label: card.modelData.looked
                        objectName: "lookedAt"
                        onTapped: page.act("lookedAt", card.modelData.device)
                    }
                }
            }
        }
    }
}
