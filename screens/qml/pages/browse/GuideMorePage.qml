pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    Split {
        read: true
        share: 0.38
        Head { title: page.view.title; text: page.view.text }
        handles: Flow {
            width: parent.width
            spacing: 16
            visible: page.view.print + page.view.form !== ""
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "printer"; label: page.view.print; objectName: "printGuide"; onTapped: page.act("printGuide", null) }
            ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "file-text"; label: page.view.form; objectName: "printForm"; onTapped: page.act("printForm", null) }
        }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Repeater {
                model: page.view.sections
                GuideSection { required property var modelData; told: modelData }
            }
        }
    }
}
