import QtQuick
import Kiosk

// The machine looks at its disk.
KioskPage {
    id: page
    Split {
        read: true
        Head { title: page.view.title }
        Waiting { told: true }
    }
}
