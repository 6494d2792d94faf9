import QtQuick

Column {
    property alias title: big.text
    property alias text: lead.text
    property alias over: above.text
    width: parent ? parent.width : 0
    spacing: 20
    TextLabel { id: above; visible: text !== ""; width: parent.width; size: Theme.small; color: Theme.ink2 }
    TextLabel { id: big; width: parent.width; size: Theme.title; strong: true; lineHeight: 1.05; Accessible.role: Accessible.Heading }
    TextLabel { id: lead; visible: text !== ""; width: parent.width; color: Theme.ink2 }
}
