import QtQuick

// A row that leads somewhere: title, one line of explanation, a clear arrow.
Pressable {
    id: row
    property string title
    property var parts: [] // of the title, where some of it is marked
    property string text
    property string mark
    property string markTone // of what is wrong with it
    property string icon
    property string tone // of the icon
    property bool arrow: true
    readonly property bool narrow: width < 760 && mark !== "" // the mark and the arrow below the title
    // The lower half of a standing screen has room for few lines in larger text: rather two titles than one with its line.
    property bool brief: Theme.low && Theme.large && Theme.portrait
    name: [title, mark, text].filter(part => part !== "").join(", ") // two of one title are told apart
    width: parent ? parent.width : 0
    implicitHeight: Math.max(Theme.row, words.implicitHeight + 44)
    color: pressed ? Theme.primaryPale : Theme.card
    border.width: 1
    border.color: Theme.line
    Behavior on color { ColorAnimation { duration: Theme.pressTime } }

    Icon {
        id: sign
        visible: row.icon !== ""
        x: 32
        anchors.verticalCenter: parent.verticalCenter
        name: row.icon
        size: 56
        ink: Theme.tone(row.tone)
    }
    Column {
        id: words
        anchors.verticalCenter: parent.verticalCenter
        x: row.icon !== "" ? 120 : 32
        readonly property real beside: badge.visible ? badge.width + 24 : 0
        width: parent.width - x - 24 - (row.narrow ? 0 : (row.arrow ? 72 : 0) + beside)
        spacing: 2
        Marked { id: first; width: parent.width; parts: row.parts.length ? row.parts : [{ text: row.title, marked: false }]; strong: true; Accessible.ignored: true }
        Item {
            id: second
            width: parent.width
            visible: row.narrow || more.visible
            implicitHeight: Math.max(more.visible ? more.implicitHeight : 0, row.narrow ? badge.height : 0)
            TextLabel {
                id: more
                width: parent.width - (row.narrow ? words.beside + (row.arrow ? 60 : 0) : 0)
                visible: text !== "" && !row.brief
                text: row.text
                size: Theme.small
                color: Theme.ink2
            }
        }
    }
    Rectangle {
        id: badge
        visible: row.mark !== ""
        anchors.right: row.arrow ? arrow.left : parent.right
        anchors.rightMargin: row.arrow ? 12 : 24
        y: row.narrow ? words.y + words.height - height : (parent.height - height) / 2
        width: kind.implicitWidth + 36
        height: kind.implicitHeight + 12
        radius: height / 2
        color: Theme.pale(row.markTone)
        TextLabel { id: kind; anchors.centerIn: parent; text: row.mark; size: Theme.tiny; color: Theme.contrast ? Theme.ink : row.markTone !== "" ? Theme.tone(row.markTone) : Theme.pressed; lineHeight: 1; wrapMode: Text.NoWrap }
    }
    Icon {
        id: arrow
        visible: row.arrow
        anchors.right: parent.right
        anchors.rightMargin: 24
        anchors.verticalCenter: row.narrow ? badge.verticalCenter : parent.verticalCenter
        name: "chevron-right"
        size: 48
        ink: Theme.primary
    }
}
