import QtQuick

Column {
    id: head
    property alias title: big.text
    property alias text: lead.text
    property alias over: above.text
    property bool brief: false // a warning above it needs the room: the title alone, smaller
    // On a low screen a title of more than two lines is set smaller.
    readonly property bool lengthy: Theme.tight && inOneLine.advanceWidth > 1.9 * width
    TextMetrics { id: inOneLine; font.family: Theme.family; font.pixelSize: Theme.title; font.weight: Font.Bold; text: big.text }
    width: parent ? parent.width : 0
    spacing: 20
    TextLabel { id: above; visible: text !== ""; width: parent.width; size: Theme.small; color: Theme.ink2 }
    TextLabel { id: big; width: parent.width; size: head.brief || head.lengthy ? Theme.heading : Theme.title; strong: true; lineHeight: 1.05; objectName: "heading"; Accessible.role: Accessible.Heading }
    TextLabel { id: lead; visible: text !== "" && !head.brief; width: parent.width; color: Theme.ink2 }
}
