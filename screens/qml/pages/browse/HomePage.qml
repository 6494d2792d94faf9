pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

KioskPage {
    id: page
    component Drafts: Column {
        id: drafts
        property var shown: []
        visible: shown.length > 0
        width: parent ? parent.width : 0
        spacing: Theme.gutter
        Repeater {
            model: drafts.shown
            MenuRow {
                required property var modelData
                icon: "pencil"
                title: modelData.title
                objectName: "draft-" + modelData.value
                onTapped: page.act("resume", modelData.value)
            }
        }
    }
    Split {
        share: 0.5
        Head {
            title: page.view.title
            Note { tone: page.view.cannotTone; text: Theme.portrait ? page.view.cannot.join("\n") : "" }
        }
        handles: [
            Pressable {
                id: search
                width: parent.width
                height: Theme.button
                name: words.text
                color: pressed ? Theme.primaryPale : Theme.card
                border.width: 3
                border.color: Theme.primary
                objectName: "search"
                onTapped: page.act("openSearch", null)
                Icon { id: glass; x: 32; anchors.verticalCenter: parent.verticalCenter; name: "search"; size: 52; ink: Theme.primary }
                TextLabel { id: words; x: 108; width: parent.width - 132; anchors.verticalCenter: parent.verticalCenter; text: page.view.search; color: Theme.ink2; Accessible.ignored: true; elide: Text.ElideRight; wrapMode: Text.NoWrap }
            },
            GridLayout {
                width: parent.width
                columns: 2
                columnSpacing: Theme.gutter - 4
                rowSpacing: 16
                uniformCellWidths: true
                Repeater {
                    model: page.view.tiles
                    Tile {
                        required property var modelData
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        title: modelData.title
                        text: Theme.large ? "" : modelData.text
                        icon: modelData.icon
                        objectName: "open-" + modelData.value
                        onTapped: page.act(modelData.act, modelData.value)
                    }
                }
            },
            Drafts { shown: Theme.portrait ? page.view.drafts : [] }
        ]
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Note { tone: page.view.cannotTone; text: Theme.portrait ? "" : page.view.cannot.join("\n") }
            Drafts { shown: Theme.portrait ? [] : page.view.drafts }
            TextLabel { width: parent.width; text: page.view.themesTitle; size: Theme.heading; strong: true; heads: true }
            // In a row both are as high as the higher.
            GridLayout {
                width: parent.width
                columns: 2
                columnSpacing: Theme.gutter - 4
                rowSpacing: 16
                uniformCellWidths: true
                Repeater {
                    model: page.view.themes
                    Tile {
                        required property var modelData
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        title: modelData.title
                        icon: modelData.icon
                        objectName: "theme-" + modelData.key
                        onTapped: page.act("openList", "theme:" + modelData.key)
                    }
                }
                Tile {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    title: page.view.ways
                    icon: "list"
                    objectName: "ways"
                    onTapped: page.act("openWays", null)
                }
            }
        }
    }
}
