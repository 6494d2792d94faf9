import QtQuick

// What a page is about: its title, then whatever warns, then what there is to know.
Column {
    id: head
    property alias title: big.text
    property alias text: lead.text
    property alias over: above.text
    default property alias notes: between.data
    // On a low screen a title of more than two lines is set smaller, and one that would leave a note under it no room.
    readonly property bool lengthy: Theme.tight && inOneLine.advanceWidth > 1.9 * width
    readonly property real lines: Math.ceil(1.1 * inOneLine.advanceWidth / Math.max(1, width))
    readonly property bool crowded: Theme.tight && between.height > 0 && (above.text !== "" ? above.height + spacing : 0) + lines * 1.52 * Theme.title + spacing + between.height > Theme.room - Theme.turner - 32
    property bool brief: lengthy || crowded
    TextMetrics { id: inOneLine; font.family: Theme.family; font.pixelSize: Theme.title; font.weight: Font.Bold; text: big.text }
    width: parent ? parent.width : 0
    spacing: 20
    TextLabel { id: above; visible: text !== "" && !head.crowded; width: parent.width; size: Theme.small; color: Theme.ink2 }
    Heading { id: big; size: head.brief ? Theme.heading : Theme.title }
    Column { id: between; width: parent.width; spacing: head.spacing }
    TextLabel { id: lead; visible: text !== ""; width: parent.width; color: Theme.ink2; objectName: "lead" }
}
