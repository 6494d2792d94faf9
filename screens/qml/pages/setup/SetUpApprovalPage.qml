pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The terminal's number and the fingerprint, as large as they can be read from a telephone's distance.
KioskPage {
    id: page
    // Seen at once: over what is compared, or beside the text.
    component Differs: Note { property bool here; tone: "stored"; text: here ? page.view.differs : ""; objectName: "differs" }
    Split {
        share: 0.5
        Head {
            title: page.view.title
            text: page.view.text
            Note { tone: "stored"; text: page.view.problem; objectName: "problem" }
            Note { tone: "info"; text: page.view.done; objectName: "done" }
        }
        Differs { here: Theme.portrait }
        Waiting { text: page.view.waiting }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Card {
                readonly property bool whole: true
                TextLabel { width: parent.width; horizontalAlignment: Text.AlignHCenter; text: page.view.terminal; size: Math.min(Theme.title, 60); strong: true; lineHeight: 1; wrapMode: Text.NoWrap; fontSizeMode: Text.HorizontalFit; objectName: "terminal" }
                TextLabel { width: parent.width; horizontalAlignment: Text.AlignHCenter; text: page.view.fingerprint; size: Math.min(Theme.display, 72); strong: true; lineHeight: 1.1; wrapMode: Text.NoWrap; fontSizeMode: Text.HorizontalFit; font.features: { "tnum": 1 }; objectName: "fingerprint" }
            }
            Differs { here: !Theme.portrait }
            Repeater {
                model: page.view.rows
                Pair {
                    required property var modelData
                    label: modelData.label
                    value: modelData.value
                }
            }
            Flow {
                width: parent.width
                spacing: 16
                visible: page.view.paper + page.view.anew !== ""
                ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); icon: "receipt-text"; label: page.view.paper; objectName: "printIt"; onTapped: page.act("printIt", null) }
                ActionButton { visible: label !== ""; width: Math.min(implicitWidth, parent.width); label: page.view.anew; objectName: "startOver"; onTapped: page.act("startOver", null) }
            }
        }
    }
}
