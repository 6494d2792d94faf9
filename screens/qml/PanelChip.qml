import QtQuick
import Kiosk

// One thing that can be done to a device.
PanelBox {
    id: chip
    property string zh
    property string en
    property bool toggle: true
    implicitHeight: Math.round(96 * u)
    Accessible.role: toggle ? Accessible.CheckBox : Accessible.Button
    Accessible.name: zh
    PanelWords {
        u: chip.u
        x: Math.round(8 * u)
        y: Math.round((parent.height - height) / 2)
        width: parent.width - 2 * x
        zh: chip.zh
        en: chip.en
        size: 30
        strong: chip.on
        ink: !chip.enabled ? Theme.fieldBorder : chip.on ? chip.accent : Theme.ink
        ink2: !chip.enabled ? Theme.fieldBorder : chip.on ? chip.accent : Theme.ink2
        alignment: Text.AlignHCenter
    }
}
