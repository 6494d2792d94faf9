import QtQuick
import Kiosk

// What a device does now: a dot whose shape tells as its colour does, and a sentence.
Item {
    id: line
    property var status: ({})
    readonly property string tone: status.tone || "quiet"
    readonly property color ink: tone === "quiet" ? Theme.ink2 : Theme.tone(tone)
    implicitHeight: words.implicitHeight
    Icon {
        id: sign
        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        name: line.tone === "good" ? "circle-check" : line.tone === "stored" ? "triangle-alert" : line.tone === "bad" ? "circle-alert" : line.tone === "info" ? "clock" : "info"
        ink: line.ink
        size: 40
    }
    PanelWords {
        id: words
        width: parent.width - sign.width - 16
        anchors.verticalCenter: parent.verticalCenter
        zh: line.status.zh || ""
        en: line.status.en || ""
        size: 28
        ink: line.ink
        alignment: Text.AlignRight
    }
}
