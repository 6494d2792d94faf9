import QtQuick

// A field: large, with a border that can be seen; its error stands under it with a sign.
Column {
    id: box
    property alias text: field.text
    // What stands in the field, with what the pinyin keyboard has not yet made into characters: j l k is jlk.
    readonly property string shown: field.text.slice(0, field.cursorPosition) + field.preeditText.replace(/[ ']/g, "") + field.text.slice(field.cursorPosition)
    property alias input: field
    property string hint
    property string fault
    property bool faultShown: true // in words, below the field
    property string icon
    property string clearLabel
    property int maximumLength: 100
    // Digits that are only keyed in, each as wide as the next.
    property bool tabular
    // How many of them stand together, so that they can be compared with a card. The rest is one more group.
    property list<int> groups: []
    signal edited()
    signal entered() // Return: on to what comes next

    function grouped(digits: string): string {
        let parts = [], at = 0;
        for (const size of box.groups) {
            parts.push(digits.slice(at, at + size));
            at += size;
        }
        return parts.concat(digits.slice(at)).filter(part => part !== "").join("\u2002");
    }
    width: parent ? parent.width : 0
    spacing: 12
    Rectangle {
        width: parent.width
        height: Theme.button
        radius: Theme.radius
        color: Theme.card
        border.width: field.activeFocus || box.fault !== "" ? 4 : 2
        border.color: box.fault !== "" ? Theme.danger : field.activeFocus ? Theme.primary : Theme.fieldBorder
        Icon { id: sign; visible: box.icon !== ""; name: box.icon; size: 48; ink: Theme.ink2; x: 28; anchors.verticalCenter: parent.verticalCenter }
        TextInput {
            id: field
            objectName: "field"
            anchors.verticalCenter: parent.verticalCenter
            x: box.icon !== "" ? 100 : 32
            width: parent.width - x - 32 - (clear.visible ? clear.width : 0)
            clip: true
            font.family: Theme.family
            font.pixelSize: Theme.heading
            opacity: box.tabular ? 0 : 1
            color: Theme.ink
            selectionColor: Theme.primary
            selectedTextColor: Theme.primaryInk
            maximumLength: box.maximumLength
            readonly property bool focusable: box.visible
            readonly property Item ringed: parent // the ring is for the whole frame
            Keys.onReturnPressed: box.entered()
            Keys.onEnterPressed: box.entered()
            // No name, address or number has a star in it.
            Keys.onAsteriskPressed: event => {
                event.accepted = Theme.voice;
                if (Theme.voice)
                    Theme.again();
            }
            inputMethodHints: Qt.ImhNoPredictiveText
            onDisplayTextChanged: Qt.callLater(box.edited)
            Accessible.role: Accessible.EditableText
            Accessible.name: box.hint
        }
        TextLabel {
            visible: box.tabular
            x: field.x
            width: field.width
            anchors.verticalCenter: parent.verticalCenter
            text: box.grouped(field.text)
            size: Theme.title
            lineHeight: 1
            font.features: { "tnum": 1 }
            fontSizeMode: Text.HorizontalFit
            wrapMode: Text.NoWrap
        }
        TextLabel {
            visible: field.displayText === ""
            x: field.x + 8 // the cursor stands before it
            width: field.width - 8
            anchors.verticalCenter: parent.verticalCenter
            text: box.hint
            size: Theme.body
            color: Theme.ink2
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
            Accessible.ignored: true
        }
        ActionButton {
            id: clear
            visible: box.clearLabel !== "" && field.displayText !== ""
            anchors.right: parent.right
            anchors.rightMargin: 8
            anchors.verticalCenter: parent.verticalCenter
            height: Theme.button - 16
            quiet: true
            icon: "x"
            label: box.clearLabel
            textSize: Theme.small
            objectName: "clear"
            onTapped: { field.clear(); box.edited(); }
        }
    }
    Fault { text: box.faultShown ? box.fault : "" }
}
