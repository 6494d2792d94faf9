pragma ComponentBehavior: Bound
import QtQuick

// What to do with the hands: numbered steps, and a picture beside them; where they would be narrow, below them.
Item {
    id: told
    property string picture
    property var steps: []
    property bool stacked: Theme.large && Theme.portrait
    property int wide: Theme.portrait ? 360 : 420 // the picture
    width: parent ? parent.width : 0
    implicitHeight: stacked && drawing.visible ? drawing.y + drawing.height : Math.max(list.height, drawing.height)
    Column {
        id: list
        x: drawing.visible && !told.stacked ? drawing.width + 40 : 0
        y: told.stacked ? 0 : Math.max(0, (drawing.height - height) / 2)
        width: told.width - x
        spacing: 20
        Repeater {
            model: told.steps
            Row {
                id: step
                required property string modelData
                required property int index
                width: list.width
                spacing: 20
                Rectangle {
                    id: number
                    visible: told.steps.length > 1
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.round(Theme.body * 1.7)
                    height: width
                    radius: width / 2
                    color: Theme.primaryPale
                    TextLabel { anchors.centerIn: parent; text: step.index + 1; strong: true; color: Theme.primary }
                }
                TextLabel { width: step.width - (number.visible ? number.width + 20 : 0); text: step.modelData; anchors.verticalCenter: parent.verticalCenter }
            }
        }
    }
    Image {
        id: drawing
        visible: told.picture !== ""
        x: told.stacked ? (told.width - width) / 2 : 0
        y: told.stacked ? list.height + 24 : Math.max(0, (list.height - height) / 2)
        width: visible ? told.wide : 0
        height: width * 0.8
        sourceSize.width: width
        sourceSize.height: height
        source: Theme.picture(told.picture)
    }
}
