import QtQuick
import Kiosk

// What a device does now: a sign whose shape tells as its colour does, and a sentence.
Item {
    id: line
    property real u: 1
    property var status: ({})
    readonly property string tone: status.tone || "quiet"
    readonly property color ink: tone === "quiet" ? Theme.ink2 : Theme.tone(tone)
    height: words.height
    Icon {
        id: sign
        x: parent.width - width
        y: Math.round((parent.height - height) / 2)
        name: line.tone === "good" ? "circle-check" : line.tone === "stored" ? "triangle-alert" : line.tone === "bad" ? "circle-alert" : line.tone === "info" ? "clock" : "info"
        ink: line.ink
        size: Math.round(40 * line.u)
    }
    PanelWords {
        id: words
        u: line.u
        width: parent.width - sign.width - Math.round(16 * line.u)
        zh: line.status.zh || ""
        en: line.status.en || ""
        size: 28
        ink: line.ink
        alignment: Text.AlignRight
    }
}
