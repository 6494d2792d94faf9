pragma ComponentBehavior: Bound
import QtQuick
import QtQml
import Kiosk

// Marks the words that the voice says now, wherever they stand, and brings them into sight. A label is marked that shows one of the
// texts: the whole of it, or one line of it, or one of its `pieces`. It is not moved, and nothing gets or loses the focus.
Instantiator {
    id: marks
    property list<string> said: []
    property Item page: null // looked through first
    property Item layer: null // then all that can be touched now
    property Focus focus: null
    property bool leads: true // into sight; not while somebody moves the page themselves, nor what they type in
    onSaidChanged: find()
    property var found: [] // the labels
    model: 8 // marks, which go from label to label; no line says more texts

    function find(): void {
        const onPage = labels(page), anywhere = labels(layer);
        const these = [];
        let at = 0;
        for (const text of said) {
            let label = text === "" ? undefined : onPage.slice(at).find(one => shows(one, text)) || onPage.find(one => shows(one, text));
            if (label)
                at = onPage.indexOf(label) + 1;
            else if (text !== "")
                label = anywhere.find(one => shows(one, text));
            if (label && !these.includes(label))
                these.push(label);
        }
        found = these;
        if (leads && focus && focus.now?.objectName !== "field")
            these.slice().reverse().forEach(label => focus.reveal(label)); // the first of them surely
    }
    function labels(item: Item): var {
        let found = [];
        if (!item || !item.visible || item.opacity === 0)
            return found;
        if (item as TextLabel)
            found.push(item);
        for (const child of item.children)
            found = found.concat(labels(child));
        return found;
    }
    function shows(label: TextLabel, text: string): bool {
        return (label.pieces || label.text.split("\n")).includes(text);
    }

    // A ground below the words and a bar below that: seen without colour, and on whatever the words stand.
    Rectangle {
        id: mark
        required property int index
        readonly property TextLabel about: marks.found[index] as TextLabel
        readonly property bool light: about !== null && 0.3 * about.color.r + 0.59 * about.color.g + 0.11 * about.color.b > 0.6
        readonly property real wide: about ? Math.min(about.width, about.contentWidth) : 0
        parent: about
        z: -1
        visible: about !== null
        x: about && about.horizontalAlignment === Text.AlignHCenter ? Math.round((about.width - wide) / 2) : 0
        width: wide
        height: about ? about.height : 0
        color: light ? Theme.saidDark : Theme.saidLight
        objectName: "said"
        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: 6
            color: mark.light ? "#ffd60a" : "#9a3a00"
        }
    }
}
