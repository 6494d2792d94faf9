import QtQuick
import Kiosk

Page {
    id: page
    Split {
        share: 0.4
        Head { title: page.view.title || ""; text: page.view.paper.state === "printed" ? page.view.hint : "" }
        Pair { label: page.view.serialLabel || ""; value: page.view.serial || ""; strong: true }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Paper { view: page.view.paper || ({}); picture: "file-badge"; onAct: (name, value) => page.act(name, value) }
        }
    }
}
