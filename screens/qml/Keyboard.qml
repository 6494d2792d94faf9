pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Settings
import Kiosk

// As wide as the hands want it: in landscape it does not grow with the screen.
Item {
    id: holder
    property string language: "zh"
    onLanguageChanged: choose()
    function choose(): void { VirtualKeyboardSettings.locale = language === "en" ? "en_US" : "zh_CN"; }
    // Room for the candidates is kept from the start: nothing jumps when they come.
    implicitHeight: Math.round(panel.width * 470 / 1080) + 96
    InputPanel {
        id: panel
        objectName: "keys"
        anchors.bottom: parent.bottom
        width: Theme.portrait ? parent.width : Theme.keyboardWidth
        x: Theme.portrait ? 0 : Theme.left ? Theme.margin : parent.width - width - Theme.margin
        Component.onCompleted: {
            VirtualKeyboardSettings.activeLocales = ["zh_CN", "en_US"];
            holder.choose();
        }
    }
}
