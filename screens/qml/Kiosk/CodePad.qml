pragma ComponentBehavior: Bound
import QtQuick

// Letters and digits of codes that are read out: none that is mistaken for another (Crockford's base 32), in keys that stay where they are.
Column {
    id: pad
    objectName: "codepad"
    property string eraseLabel
    property real room: 560 // px of height that there is
    signal key(string letter)
    signal erase()
    // What was typed on a keyboard; whether it was one of these keys, or is taken for one.
    function typed(event: var): bool {
        const text = event.text.toUpperCase().replace("O", "0").replace(/[IL]/, "1");
        if (event.key === Qt.Key_Backspace || event.key === Qt.Key_Delete)
            erase();
        else if (/^[0-9A-HJKMNP-TV-Z]$/.test(text))
            key(text);
        else
            return false;
        return true;
    }
    spacing: 12
    readonly property real keyWidth: (width - 7 * spacing) / 8
    readonly property real keyHeight: Math.max(76, Math.min(Theme.button, Math.floor((room - last.height - 4 * spacing) / 4)))
    Grid {
        columns: 8
        spacing: pad.spacing
        Repeater {
            model: "0123456789ABCDEFGHJKMNPQRSTVWXYZ".split("")
            Pressable {
                id: one
                required property string modelData
                width: pad.keyWidth
                height: pad.keyHeight
                name: modelData
                color: pressed ? Theme.primaryPale : Theme.card
                border.width: 2
                border.color: Theme.fieldBorder
                objectName: "letter-" + modelData
                onTapped: pad.key(modelData)
                TextLabel { anchors.centerIn: parent; text: one.modelData; size: Math.min(Theme.heading, 48); strong: true; lineHeight: 1; Accessible.ignored: true }
            }
        }
    }
    ActionButton {
        id: last
        anchors.right: parent.right
        icon: "delete"
        label: pad.eraseLabel
        objectName: "letter-erase"
        onTapped: pad.erase()
    }
}
