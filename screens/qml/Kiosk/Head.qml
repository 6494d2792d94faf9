import QtQuick

Column {
    property alias title: big.text
    property alias text: lead.text
    property alias over: above.text
    width: parent ? parent.width : 0
    spacing: 20
    Label { id: above; visible: text !== ""; width: parent.width; size: Theme.small; color: Theme.ink2 }
    Label { id: big; width: parent.width; size: Theme.title; strong: true; lineHeight: 1.05; Accessible.role: Accessible.Heading }
    Label { id: lead; visible: text !== ""; width: parent.width; color: Theme.ink2 }
}
