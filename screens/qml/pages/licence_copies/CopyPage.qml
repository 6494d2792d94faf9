import QtQuick
import Kiosk

KioskPage {
    id: page
    readonly property bool tight: height < 900 || Theme.low || Theme.large // little room: the question comes first
    readonly property bool after: tight && Theme.portrait // the question comes before the number
    Split {
        share: 0.4
        whole: paper.height
        Head { title: page.view.title; text: page.view.paper.state === "printed" ? page.view.hint : "" }
        Pair { visible: !page.after; label: page.view.serialLabel; value: page.view.serial; strong: true }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Paper { id: paper; view: page.view.paper; picture: "file-badge"; tight: page.tight; onAct: (name, value) => page.act(name, value) }
            Queue { rows: page.view.queue }
            Pair { visible: page.after; label: page.view.serialLabel; value: page.view.serial; strong: true }
        }
    }
}
