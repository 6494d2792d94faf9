pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    first: "back" // what is read comes first; its buttons may lie below it
    readonly property var ways: page.view.ways
    readonly property bool two: ways.length > 1
    readonly property bool none: ways.length === 0 // no card is asked for
    readonly property bool tight: Theme.large && (!Theme.portrait || Theme.low)
    readonly property bool under: Theme.portrait || !two // the words about the waiting, under the picture
    // Never from the width: a page that is shorter when its scroll takes some of the width would not come to rest.
    readonly property int pictureHeight: Theme.portrait ? (two ? (tight ? 110 : Theme.large ? 170 : 360) : Theme.low ? 320 : (Theme.large ? 480 : 700)) : two ? (Theme.large ? 160 : 260) : (Theme.large ? 300 : 420)

    Split {
        read: true
        // What went wrong takes the place of what it is for: it is seen without scrolling.
        Head {
            title: page.view.title
            text: page.view.problem ? "" : page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
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
            Ways { visible: !page.none; ways: page.ways; pictureHeight: page.pictureHeight; tight: page.tight }
            TextLabel { visible: page.under && text !== ""; width: parent.width; text: page.view.waiting; horizontalAlignment: Text.AlignHCenter }
            Waiting { told: page.view.waiting !== "" }
            TextLabel { visible: Theme.portrait && text !== ""; width: parent.width; text: page.view.privacy; size: Theme.small; color: Theme.ink2; horizontalAlignment: Text.AlignHCenter }
        }
    }
}
