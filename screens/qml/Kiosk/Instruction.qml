pragma ComponentBehavior: Bound
import QtQuick

// What to do with the hands: a picture, and numbered steps beside it.
Row {
    id: told
    property string picture
    property var steps: []
    property int wide: Theme.portrait ? 360 : 420 // the picture
    width: parent ? parent.width : 0
    spacing: 40
    Image {
        id: drawing
        visible: told.picture !== ""
        width: visible ? told.wide : 0
        height: width * 0.8
        sourceSize.width: width
        sourceSize.height: height
        source: Theme.picture(told.picture)
    }
    Column {
        id: list
        width: told.width - (drawing.visible ? drawing.width + 40 : 0)
        anchors.verticalCenter: parent.verticalCenter
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
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.round(Theme.body * 1.7)
                    height: width
                    radius: width / 2
                    color: Theme.primaryPale
                    TextLabel { anchors.centerIn: parent; text: step.index + 1; strong: true; color: Theme.primary }
                }
                TextLabel { width: step.width - number.width - 20; text: step.modelData; anchors.verticalCenter: parent.verticalCenter }
            }
        }
    }
}
