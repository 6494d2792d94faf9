pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    wantsKeyboard: true
    first: "field"
    // In landscape field and keyboard stand beside the hits. With lowered controls on a screen that stands, the field is below them, above the keyboard.
    readonly property bool under: Theme.low && Theme.portrait
    readonly property real beside: Theme.portrait ? width : width - Theme.keyboardWidth - Theme.gutter
    readonly property bool roomy: Theme.portrait && !Theme.large && page.view.kinds.length > 0 // else the kinds stand below the hits
    readonly property bool scarce: Theme.large // there is room for hardly one hit with all its text
    readonly property real edge: Theme.left ? width - beside : 0
    Component.onCompleted: box.text = page.view.query
    Column {
        id: search
        x: Theme.portrait || Theme.left ? 0 : parent.width - width
        width: Theme.portrait ? parent.width : Theme.keyboardWidth
        y: page.under ? parent.height - height : 0
        spacing: Theme.gutter
        TextLabel { visible: page.under; width: parent.width; text: page.view.status; size: Theme.small; color: Theme.ink2 }
        TextBox {
            id: box
            icon: "search"
            hint: page.view.hint
            clearLabel: page.view.clear
            maximumLength: 40
            onEntered: if (page.view.hits.length > 0) page.leaveFor("item-" + page.view.hits[0].code)
            onEdited: if (shown !== page.view.query) page.act("query", shown)
        }
        TextLabel { visible: !page.under && Theme.portrait; width: parent.width; text: page.view.status; size: Theme.small; color: Theme.ink2 }
    }
    TextLabel { id: status; visible: !Theme.portrait; x: page.edge; width: page.beside; text: page.view.status; size: Theme.small; color: Theme.ink2 }
    Component {
        id: kinds
        Flow {
            spacing: 16
            Repeater {
                model: page.view.kinds
                Chip {
                    required property var modelData
                    title: modelData.title
                    chosen: modelData.chosen
                    objectName: "kind-" + modelData.value
                    onTapped: page.act("showKind", modelData.value)
                }
            }
        }
    }
    Component {
        id: hit
        MenuRow {
            required property var modelData
            title: modelData.title
            parts: modelData.parts
            text: page.scarce ? modelData.why : modelData.text
            mark: modelData.kind
            counted: true
            objectName: "item-" + modelData.code
            onTapped: { page.act("openItem", modelData.code); }
        }
    }
    Scroll {
        objectName: "hits"
        x: page.edge
        readonly property real above: Theme.portrait ? search.height + Theme.gutter : status.height + 12
        readonly property real beneath: parent.height - above
        y: page.under ? beneath - height : above
        height: page.under ? Math.min(wanted, beneath) : beneath
        width: page.beside
        spacing: 16
        Loader { active: page.roomy; visible: active; width: parent.width; sourceComponent: kinds }
        Repeater { model: page.view.hits; delegate: hit }
        TextLabel { visible: text !== "" && (Theme.portrait || !page.scarce); width: parent.width; text: page.view.passagesTitle; size: Theme.small; strong: true; heads: true }
        Repeater {
            model: page.view.passages
            PassageRow {
                required property var modelData
                required property int index
                title: modelData.title
                text: page.scarce ? "" : modelData.text // the guide has it
                source: page.scarce && (!Theme.portrait || Theme.large && Theme.low) ? "" : modelData.source
                rests: page.scarce ? "" : modelData.rests
                objectName: "passage-" + index
                onTapped: page.act("openItem", modelData.code)
            }
        }
        TextLabel { visible: text !== "" && (Theme.portrait || !page.scarce); width: parent.width; text: page.view.moreTitle; size: Theme.small; strong: true; heads: true }
        Repeater { model: page.view.more; delegate: hit }
        Loader { active: !page.roomy && page.view.kinds.length > 0; visible: active; width: parent.width; sourceComponent: kinds }
        Repeater {
            model: page.view.doors
            MenuRow {
                required property var modelData
                icon: modelData.icon
                title: modelData.title
                text: page.scarce ? "" : modelData.text
                objectName: "door-" + modelData.act
                onTapped: page.act(modelData.act, modelData.value)
            }
        }
    }
}
