pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

Page {
    id: page
    wantsKeyboard: true
    first: "field"
    // In landscape the keyboard stands on the right, below the field.
    readonly property real beside: Theme.portrait ? width : width - Theme.keyboardWidth - Theme.gutter
    Component.onCompleted: box.text = page.view.query || ""
    Column {
        id: search
        width: parent.width
        spacing: Theme.gutter
        TextBox {
            id: box
            icon: "search"
            hint: page.view.hint || ""
            clearLabel: page.view.clear || ""
            maximumLength: 40
            onEntered: if (page.view.hits.length > 0) page.leaveFor("item-" + page.view.hits[0].code)
            onEdited: if (shown !== page.view.query) page.act("query", shown)
        }
        Label { width: page.beside; text: page.view.status || ""; size: Theme.small; color: Theme.ink2 }
    }
    Scroll {
        anchors.top: search.bottom
        anchors.topMargin: Theme.gutter
        anchors.bottom: parent.bottom
        width: page.beside
        compact: !Theme.portrait
        spacing: 16
        Repeater {
            model: page.view.hits || []
            MenuRow {
                required property var modelData
                title: modelData.title
                parts: modelData.parts
                text: modelData.text
                mark: modelData.kind
                objectName: "item-" + modelData.code
                onTapped: { page.act("openItem", modelData.code); }
            }
        }
    }
}
