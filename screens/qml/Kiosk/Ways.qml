pragma ComponentBehavior: Bound
import QtQuick

// What can be shown to the terminal: two ways stand side by side, each on a ground of its own; one alone has the whole width.
Row {
    id: row
    property var ways: []
    property int pictureHeight
    property bool tight
    readonly property bool two: ways.length > 1
    readonly property var nothing: ({ picture: "", title: "", text: "" })
    readonly property int tall: two ? pictureHeight + 80 + Math.max(first.words, second.words) : pictureHeight
    width: parent ? parent.width : 0
    spacing: Theme.gutter

    component Way: Rectangle {
        id: way
        readonly property bool whole: true // stays in one piece where it scrolls
        property string picture
        property alias title: name.text
        property alias text: how.text
        readonly property int words: name.height + 8 + how.height
        radius: Theme.radius
        color: row.two ? Theme.card : "transparent"
        border.width: row.two ? 1 : 0
        border.color: Theme.line
        Image {
            x: Math.round((parent.width - width) / 2)
            y: (row.two ? 32 : 0) + Math.round((row.pictureHeight - height) / 2)
            width: Math.round(Math.min(row.two ? parent.width - 48 : parent.width, row.pictureHeight * 1.25))
            height: Math.round(width * 0.8)
            sourceSize.width: width
            sourceSize.height: height
            source: way.picture !== "" ? Theme.picture(way.picture) : ""
        }
        TextLabel {
            id: name
            visible: row.two
            x: 24
            y: row.pictureHeight + 48
            width: parent.width - 48
            size: row.tight ? Theme.body : Theme.heading
            strong: true
            horizontalAlignment: Text.AlignHCenter
        }
        TextLabel {
            id: how
            visible: row.two
            x: 24
            y: name.y + name.height + 8
            width: parent.width - 48
            color: Theme.ink2
            horizontalAlignment: Text.AlignHCenter
        }
    }

    Way {
        id: first
        readonly property var shown: row.ways[0] ?? row.nothing
        width: row.two ? Math.floor((row.width - row.spacing) / 2) : row.width
        height: row.tall
        picture: shown.picture
        title: shown.title
        text: shown.text
    }
    Way {
        id: second
        readonly property var shown: row.ways[1] ?? first.shown
        visible: row.two
        width: row.width - row.spacing - first.width
        height: row.tall
        picture: shown.picture
        title: shown.title
        text: shown.text
    }
}
