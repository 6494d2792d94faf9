import QtQuick

// How something stands: one word for it, with a sign and a colour, and what it means.
Rectangle {
    id: banner
    property string tone
    property string icon // in place of the one for its tone
    property string word
    property string sentence
    property bool big: false // the word is what the page is about
    property bool thin: false // the word alone, where there is little room
    readonly property int inset: thin ? 8 : big ? 36 : 24
    readonly property color ink: Theme.tone(tone)
    width: parent ? parent.width : 0
    implicitHeight: words.implicitHeight + 2 * inset
    radius: Theme.radius
    color: Theme.pale(tone)
    border.width: 2
    border.color: ink
    Icon {
        id: sign
        x: banner.thin ? 24 : banner.inset + 4
        y: banner.thin ? (parent.height - size) / 2 : banner.inset + 4
        size: banner.thin ? 56 : banner.big ? 100 : 72
        name: banner.icon !== "" ? banner.icon : banner.tone === "good" ? "circle-check" : banner.tone === "bad" ? "circle-alert" : banner.tone === "ended" ? "circle-x" : "pencil"
        ink: banner.ink
    }
    Column {
        id: words
        x: sign.x + sign.size + 24
        y: banner.inset
        width: parent.width - x - 28
        spacing: banner.big ? 8 : 4
        TextLabel { width: parent.width; text: banner.word; size: banner.big && !banner.thin ? Theme.title : Theme.heading; lineHeight: banner.thin ? 1.05 : 1.04; strong: true; color: Theme.contrast ? Theme.ink : banner.ink; objectName: "word" }
        TextLabel { width: parent.width; visible: text !== "" && !banner.thin; text: banner.sentence }
    }
}
