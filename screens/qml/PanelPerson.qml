import QtQuick
import Kiosk

// An ID card that can be laid on the reader.
PanelBox {
    id: person
    property string name
    property string zh
    property string en
    property bool expired: false
    implicitHeight: Math.round(144 * u)
    Accessible.role: Accessible.RadioButton
    Accessible.name: name
    Column {
        x: Math.round(22 * person.u)
        y: Math.round((parent.height - height) / 2)
        width: parent.width - x - Math.round(14 * person.u)
        TextLabel {
            width: parent.width
            text: person.name
            size: Math.round(32 * person.u)
            strong: true
            wrapMode: Text.NoWrap
            lineHeight: 0.95
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 10
            color: person.enabled ? Theme.ink : Theme.fieldBorder
        }
        PanelWords {
            u: person.u
            width: parent.width
            zh: person.zh
            en: person.en
            size: 26
            ink: !person.enabled ? Theme.fieldBorder : person.expired ? Theme.danger : Theme.ink
            ink2: !person.enabled ? Theme.fieldBorder : person.expired ? Theme.danger : Theme.ink2
        }
    }
}
