import QtQuick
import Kiosk

// The screen may be wiped: nothing on it can be touched.
KioskPage {
    id: page
    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.margin
        spacing: 40
        Icon { anchors.horizontalCenter: parent.horizontalCenter; name: "eraser"; size: 160; ink: Theme.primary }
        Heading { anchors.horizontalCenter: parent.horizontalCenter; horizontalAlignment: Text.AlignHCenter; text: page.view.title }
        TextLabel { width: parent.width; horizontalAlignment: Text.AlignHCenter; text: page.view.text; color: Theme.ink2 }
        TextLabel { width: parent.width; horizontalAlignment: Text.AlignHCenter; text: page.view.left; size: Theme.display; strong: true; font.features: { "tnum": 1 } }
    }
}
