pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// For the site's attendant: what needs somebody, with a picture of what to do. Follows the devices by itself.
KioskPage {
    id: page
    Split {
        share: 0.36
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.closed; objectName: "closed" }
        }
        Note { text: page.view.more }
        TextLabel { visible: text !== ""; width: parent.width; text: page.view.well; color: Theme.ink2 }
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
                    TextLabel { width: parent.width; text: card.modelData.name; size: Theme.heading; strong: true; heads: true }
                    Note { tone: card.modelData.tone; text: card.modelData.state }
                    Instruction { stacked: Theme.large; wide: Theme.portrait ? 360 : 300; picture: card.modelData.picture; steps: card.modelData.steps }
                    ActionButton {
                        visible: card.modelData.looked !== ""
                        icon: "check"
                        label: card.modelData.looked
                        objectName: "lookedAt"
                        onTapped: page.act("lookedAt", card.modelData.device)
                    }
                }
            }
            GridLayout {
                width: parent.width
                columns: Theme.large ? 1 : 2
                columnSpacing: Theme.gutter
                rowSpacing: Theme.gutter
                uniformCellWidths: true
                Repeater {
                    model: page.view.tiles
                    Tile {
                        required property var modelData
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        title: modelData.title
                        text: modelData.text
                        icon: modelData.icon
                        objectName: "tile-" + modelData.act + modelData.value
                        onTapped: page.act(modelData.act, modelData.value)
                    }
                }
            }
        }
    }
}
