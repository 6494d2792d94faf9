pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    first: "back" // what is read comes first; its buttons may lie below it
    readonly property var ways: page.view.ways
    readonly property bool two: ways.length > 1
    readonly property bool none: ways.length === 0 // no card is asked for
    readonly property var nothing: ({ picture: "", title: "", text: "" })
    readonly property bool tight: Theme.large && !Theme.portrait
    readonly property bool under: Theme.portrait || !two // the words about the waiting, under the picture
    // Never from the width: a page that is shorter when its scroll takes some of the width would not come to rest.
    readonly property int pictureHeight: Theme.portrait ? (two ? (Theme.large ? 170 : 360) : (Theme.large ? 480 : 700)) : two ? (Theme.large ? 160 : 260) : (Theme.large ? 320 : 420)

    // A card that can be shown: two stand side by side, each on a ground of its own; one alone has the whole width.
    component Way: Rectangle {
        id: way
        property string picture
        property alias title: name.text
        property alias text: how.text
        readonly property int words: name.height + 8 + how.height
        radius: Theme.radius
        color: page.two ? Theme.card : "transparent"
        border.width: page.two ? 1 : 0
        border.color: Theme.line
        Image {
            x: Math.round((parent.width - width) / 2)
            y: (page.two ? 32 : 0) + Math.round((page.pictureHeight - height) / 2)
            width: Math.round(Math.min(page.two ? parent.width - 48 : parent.width, page.pictureHeight * 1.25))
            height: Math.round(width * 0.8)
            sourceSize.width: width
            sourceSize.height: height
            source: way.picture !== "" ? Theme.picture(way.picture) : ""
        }
        TextLabel {
            id: name
            visible: page.two
            x: 24
            y: page.pictureHeight + 48
            width: parent.width - 48
            size: page.tight ? Theme.body : Theme.heading
            strong: true
            horizontalAlignment: Text.AlignHCenter
        }
        TextLabel {
            id: how
            visible: page.two
            x: 24
            y: name.y + name.height + 8
            width: parent.width - 48
            color: Theme.ink2
            horizontalAlignment: Text.AlignHCenter
        }
    }

    Split {
        read: true
        // What went wrong takes the place of what it is for, and of a title that stands above anyway: it is seen without scrolling.
        Head { visible: !(page.tight && page.view.problem); title: page.view.title; text: page.view.problem ? "" : page.view.text }
        Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        handles: Flow {
            width: parent.width
            spacing: 16
            visible: page.view.retry + page.view.phoneCode + page.view.noCard !== ""
            ActionButton { visible: label !== ""; label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "qr-code"; label: page.view.phoneCode; objectName: "showPhoneCode"; onTapped: page.act("showPhoneCode", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "circle-help"; label: page.view.noCard; objectName: "showNoCard"; onTapped: page.act("showNoCard", null) }
        }
        TextLabel { visible: !page.under && !(page.tight && page.view.problem); width: parent.width; text: page.view.waiting }
        TextLabel { visible: !Theme.portrait && text !== ""; width: parent.width; text: page.view.privacy; size: Theme.small; color: Theme.ink2 }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Row {
                id: row
                visible: !page.none
                readonly property int tall: page.two ? page.pictureHeight + 80 + Math.max(first.words, second.words) : page.pictureHeight
                width: parent.width
                spacing: Theme.gutter
                Way {
                    id: first
                    readonly property var shown: page.ways[0] ?? page.nothing
                    width: page.two ? Math.floor((row.width - row.spacing) / 2) : row.width
                    height: row.tall
                    picture: shown.picture
                    title: shown.title
                    text: shown.text
                }
                Way {
                    id: second
                    readonly property var shown: page.ways[1] ?? first.shown
                    visible: page.two
                    width: row.width - row.spacing - first.width
                    height: row.tall
                    picture: shown.picture
                    title: shown.title
                    text: shown.text
                }
            }
            TextLabel { visible: page.under && text !== ""; width: parent.width; text: page.view.waiting; horizontalAlignment: Text.AlignHCenter }
            Waiting { visible: page.view.retry === "" && !page.none }
            TextLabel { visible: Theme.portrait && text !== ""; width: parent.width; text: page.view.privacy; size: Theme.small; color: Theme.ink2; horizontalAlignment: Text.AlignHCenter }
        }
    }
}
