import QtQuick
import Kiosk

Page {
    id: page
    property bool wantsKeyboard: true
    Component.onCompleted: { box.text = page.view.query || ""; box.input.forceActiveFocus(); }
    Column {
        id: top
        width: parent.width
        spacing: Theme.gutter
        TextBox {
            id: box
            icon: "search"
            hint: page.view.hint || ""
            clearLabel: page.view.clear || ""
            maximumLength: 40
            onEdited: if (shown !== page.view.query) page.act("query", shown)
        }
        Label { width: parent.width; text: page.view.status || ""; size: Theme.small; color: Theme.ink2 }
    }
    Scroll {
        anchors.top: top.bottom
        anchors.topMargin: Theme.gutter
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: 16
        Repeater {
            model: page.view.hits || []
            MenuRow {
                required property var modelData
                title: modelData.title
                text: modelData.text
                mark: modelData.kind
                objectName: "item-" + modelData.code
                onTapped: { Qt.inputMethod.hide(); page.act("openItem", modelData.code); }
            }
        }
    }
}
