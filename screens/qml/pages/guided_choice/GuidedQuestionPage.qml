pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        sinks: true
        share: 0.4
        Head { over: page.view.nth; title: page.view.title; text: page.view.given }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                MenuRow {
                    required property var modelData
                    title: modelData.title
                    objectName: "choose-" + modelData.value
                    onTapped: page.act("chooseAnswer", modelData.value)
                }
            }
            MenuRow { icon: "hand"; title: page.view.help; objectName: "askSomebody"; onTapped: page.act("openHelp", null) }
        }
    }
}
