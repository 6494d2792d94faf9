pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        share: 0.36
        Head { title: page.view.title; text: page.view.text }
        Note { text: page.view.nameNote; objectName: "nameNote" }
        Waiting { visible: page.view.waiting }
        handles: ActionButton { visible: page.view.retry !== ""; label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                MenuRow {
                    required property var modelData
                    icon: "file-badge"
                    title: modelData.title
                    text: modelData.text
                    mark: modelData.state
                    arrow: modelData.usable
                    usable: modelData.usable
                    objectName: "licence-" + modelData.identifier
                    onTapped: page.act("openLicence", modelData.identifier)
                }
            }
            MenuRow {
                visible: page.view.way.title !== ""
                icon: "file-text"
                title: page.view.way.title
                text: page.view.way.text
                objectName: "way"
                onTapped: page.act("openTransaction", null)
            }
        }
    }
}
