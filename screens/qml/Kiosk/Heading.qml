import QtQuick

// A title. Where it takes several lines it is only as wide as they need: no word and no character stands alone on the last of them.
TextLabel {
    id: heading
    property real room: parent ? parent.width : 0
    property bool ready: false
    function balance(): void {
        if (!ready)
            return;
        width = room;
        if (lineCount < 2 || room <= 0 || truncated)
            return;
        const lines = lineCount;
        wrapMode = Text.WordWrap; // the longest word is no line's end
        let narrow = room / (lines + 1), wide = room;
        while (wide - narrow > 6) {
            width = (narrow + wide) / 2;
            if (lineCount > lines || truncated || contentWidth > width)
                narrow = width;
            else
                wide = width;
        }
        width = Math.ceil(wide);
        wrapMode = Text.Wrap;
    }
    size: Theme.title
    strong: true
    lineHeight: 1.05
    objectName: "heading"
    Accessible.role: Accessible.Heading
    onRoomChanged: balance()
    onTextChanged: balance()
    onFontChanged: balance()
    Component.onCompleted: { ready = true; balance(); }
}
