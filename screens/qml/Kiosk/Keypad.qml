pragma ComponentBehavior: Bound
import QtQuick

// Digits, and X for ID numbers: large keys that stay where they are.
Grid {
    id: pad
    objectName: "keypad"
    property bool withX: false
    property string eraseLabel
    signal key(string digit)
    signal erase()
    // What was typed on a keyboard; whether it was one of these keys.
    function typed(event: var): bool {
        const text = event.text.toUpperCase();
        if (event.key === Qt.Key_Backspace || event.key === Qt.Key_Delete)
            erase();
        else if (/^[0-9]$/.test(text) || (withX && text === "X"))
            key(text);
        else
            return false;
        return true;
    }
    columns: 3
    spacing: 16
    readonly property real keyWidth: (width - 2 * spacing) / 3
    property real keyHeight: Theme.button
    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", pad.withX ? "X" : "", "0", "erase"]
        Pressable {
            id: one
            required property string modelData
            width: pad.keyWidth
            height: pad.keyHeight
            opacity: modelData === "" ? 0 : 1
            usable: modelData !== ""
            name: modelData === "erase" ? pad.eraseLabel : modelData
            color: pressed ? Theme.primaryPale : Theme.card
            border.width: 2
            border.color: Theme.fieldBorder
            objectName: "key-" + modelData
            Accessible.ignored: !usable
            onTapped: modelData === "erase" ? pad.erase() : pad.key(modelData)
            TextLabel { anchors.centerIn: parent; visible: one.modelData !== "erase"; text: one.modelData; size: Theme.title; strong: true; lineHeight: 1; Accessible.ignored: true }
            Row {
                anchors.centerIn: parent
                visible: one.modelData === "erase"
                spacing: 12
                Icon { name: "delete"; size: 48; ink: Theme.ink; anchors.verticalCenter: parent.verticalCenter }
                TextLabel { text: pad.eraseLabel; lineHeight: 1; Accessible.ignored: true; anchors.verticalCenter: parent.verticalCenter }
            }
        }
    }
}
