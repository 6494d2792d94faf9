pragma ComponentBehavior: Bound
import QtQuick

// Where I am in a journey: a quiet row of dots with words.
Item {
    id: steps
    property var model: []
    visible: model.length > 0
    implicitHeight: visible ? (Theme.large ? 112 : 92) : 0
    readonly property real part: (width - 2 * Theme.margin + 48) / Math.max(1, model.length) // of one
    // Words that would touch are all set smaller.
    readonly property string longest: model.reduce((before, one) => measure.advanceWidth(one.label) > measure.advanceWidth(before) ? one.label : before, "")
    readonly property int textSize: Math.max(26, Math.min(Theme.tiny, Math.floor(Theme.tiny * (part - 20) / Math.max(1, measure.advanceWidth(longest)))))
    FontMetrics { id: measure; font.family: Theme.family; font.pixelSize: Theme.tiny; font.weight: Font.Bold }
    Row {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin - 24
        anchors.rightMargin: Theme.margin - 24
        Repeater {
            model: steps.model
            Item {
                id: one
                required property var modelData
                required property int index
                width: steps.part
                height: steps.height
                Rectangle {
                    visible: one.index > 0
                    width: parent.width - 44
                    height: 3
                    x: -width / 2
                    y: 27
                    color: one.modelData.state === "ahead" ? Theme.line : Theme.primary
                }
                Rectangle {
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: 14
                    width: 28
                    height: 28
                    radius: 14
                    color: one.modelData.state === "ahead" ? Theme.card : Theme.primary
                    border.width: 3
                    border.color: one.modelData.state === "ahead" ? Theme.fieldBorder : Theme.primary
                    Icon { anchors.centerIn: parent; visible: one.modelData.state === "done"; name: "check"; size: 20; ink: Theme.primaryInk }
                    Rectangle { anchors.centerIn: parent; visible: one.modelData.state === "here"; width: 12; height: 12; radius: 6; color: Theme.primaryInk }
                }
                TextLabel {
                    y: 48
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: one.modelData.label
                    size: steps.textSize
                    strong: one.modelData.state === "here"
                    color: one.modelData.state === "here" ? Theme.primary : Theme.ink2
                    wrapMode: Text.NoWrap
                    Accessible.ignored: one.modelData.state !== "here"
                }
            }
        }
    }
}
