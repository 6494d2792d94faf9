import QtQuick

// What a page is about: its title, then whatever warns, then what there is to know.
Column {
    id: head
    property alias title: big.text
    property alias text: lead.text
    property alias over: above.text
    default property alias notes: between.data
    // On a low screen a title of more than two lines is set smaller, and one that would leave a note under it no room; what stands over
    // it goes where even that leaves none.
    readonly property bool lengthy: Theme.tight && inOneLine.advanceWidth > 1.9 * width
    readonly property bool crowded: Theme.tight && between.height > 0 && needs(Theme.title, over !== "") > Theme.room - Theme.turner - 32
    readonly property bool full: crowded && needs(Theme.heading, true) > Theme.room - Theme.turner - 32
    property bool brief: lengthy || crowded
    // With a title of this size, and what stands over it: down to the end of the notes.
    function needs(size: int, withOver: bool): real {
        const lines = Math.ceil(1.1 * inOneLine.advanceWidth * size / Theme.title / Math.max(1, width));
        return (withOver ? above.implicitHeight + spacing : 0) + lines * 1.52 * size + spacing + between.height;
    }
    TextMetrics { id: inOneLine; font.family: Theme.family; font.pixelSize: Theme.title; font.weight: Font.Bold; text: big.text }
    width: parent ? parent.width : 0
    spacing: 20
    TextLabel { id: above; visible: text !== "" && !head.full; width: parent.width; size: Theme.small; color: Theme.ink2 }
    Heading { id: big; size: head.brief ? Theme.heading : Theme.title }
    Column { id: between; width: parent.width; spacing: head.spacing }
    TextLabel { id: lead; visible: text !== ""; width: parent.width; color: Theme.ink2; objectName: "lead" }
}
