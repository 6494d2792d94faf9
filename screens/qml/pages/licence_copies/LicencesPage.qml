pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        share: page.view.problem !== "" ? 0.5 : 0.36 // a warning wants room to be read
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
        }
        Note { text: page.view.nameNote; objectName: "nameNote" }
        Waiting { text: page.view.waiting }
        handles: Column {
            spacing: 16
            ActionButton { visible: page.view.several !== ""; label: page.view.several; objectName: "several"; onTapped: page.act("several", null) }
            ActionButton { visible: page.view.retry !== ""; label: page.view.retry; objectName: "retry"; onTapped: page.act("retry", null) }
        }
        touching: Column {
            width: parent.width
            spacing: 16
            Repeater {
                model: page.view.rows
                Item {
                    id: row
                    required property var modelData
                    readonly property bool picked: page.view.picking && modelData.usable
                    readonly property bool whole: true // stays in one piece where it scrolls
                    width: parent.width
                    implicitHeight: picked ? choice.implicitHeight : opener.implicitHeight
                    MenuRow {
                        id: opener
                        visible: !row.picked
                        icon: "file-badge"
                        title: row.modelData.title
                        text: row.modelData.text
                        mark: row.modelData.state
                        markTone: "stored"
                        counted: true
                        arrow: row.modelData.usable
                        usable: row.modelData.usable
                        objectName: "licence-" + row.modelData.identifier
                        onTapped: page.act("openLicence", row.modelData.identifier)
                    }
                    Choice {
                        id: choice
                        visible: row.picked
                        many: true
                        title: row.modelData.title
                        text: row.modelData.text
                        chosen: row.modelData.picked
                        objectName: "pick-" + row.modelData.identifier
                        onTapped: page.act("openLicence", row.modelData.identifier)
                    }
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
