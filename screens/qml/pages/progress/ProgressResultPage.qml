pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        read: true
        share: 0.3
        Head { title: page.view.title; text: page.view.text }
        Note { text: page.view.nameNote; objectName: "nameNote" }
        Waiting { visible: page.view.waiting }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.rows
                CaseCard { required property var modelData; told: modelData; sentence: modelData.sentence }
            }
        }
    }
}
