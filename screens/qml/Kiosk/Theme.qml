pragma Singleton // qmllint disable import
import QtQuick

// The one place for sizes and colours. Text pairs have at least 4.5:1, in high contrast 7:1.
QtObject {
    property bool large: false
    property bool contrast: false
    property bool portrait: true
    property bool low: false // what is touched lies within reach of somebody seated
    property real reach: 0 // from there on, in the page's own height
    property real room: 0 // a page's height
    property bool left: false // what is touched lies for the left hand
    property bool keyed: false // keys are used: what has the focus shows it
    property int settling: 0 // how many parts of the page still look for their place
    property bool voice: false // pages are read out, and the star key asks for that again
    signal came(item: Item) // it has come onto the page that is shown, and must be seen
    signal again() // it was pressed in a field
    property var turn: ({}) // what the buttons beside a scroll do, in the language of the page

    readonly property bool tight: large && !portrait // little height
    readonly property real step: large ? 1.35 : 1

    readonly property int unit: 8
    readonly property int margin: 56
    readonly property int gutter: 24
    readonly property int radius: 16

    readonly property int display: Math.round(72 * step)
    readonly property int title: Math.round(52 * step)
    readonly property int heading: Math.round(40 * step)
    readonly property int body: Math.round(32 * step)
    readonly property int small: Math.round(28 * step)
    readonly property int tiny: Math.round(26 * step)

    readonly property int button: large ? 136 : 112
    readonly property int secondary: large ? 112 : 96
    readonly property int turner: tight ? 80 : secondary // the buttons that turn what is longer than its room
    readonly property int row: large ? 144 : 112
    readonly property int topBar: large ? 136 : 120
    // A low screen makes room for the voice's bar.
    readonly property int bottomBar: voice && !portrait ? button + 16 : large ? 192 : 168
    readonly property int voiceBar: (large ? 104 : 88) - (portrait ? 0 : 24)

    readonly property color ink: contrast ? "#ffffff" : "#1b2733"
    readonly property color ink2: contrast ? "#ffffff" : "#4a5a6a"
    readonly property color line: contrast ? "#8a8a8a" : "#d3dbe4"
    readonly property color fieldBorder: contrast ? "#ffffff" : "#6f7f8f"
    readonly property color ground: contrast ? "#000000" : "#f4f6f9"
    readonly property color card: contrast ? "#000000" : "#ffffff"
    readonly property color primary: contrast ? "#ffd60a" : "#0b5cab"
    readonly property color pressed: contrast ? "#e0bb00" : "#084785"
    readonly property color primaryInk: contrast ? "#000000" : "#ffffff"
    readonly property color good: contrast ? "#7ee2a8" : "#1b7a48"
    readonly property color attention: contrast ? "#ffd60a" : "#9a5b00"
    readonly property color focus: contrast ? "#4dd2ff" : "#9a3a00"
    // Of words that are being read out, by what they stand on.
    readonly property color saidLight: "#fff0b3"
    readonly property color saidDark: "#1a242e"
    readonly property color danger: contrast ? "#ff9c94" : "#b3261e"
    readonly property color primaryPale: contrast ? "#1f1f1f" : "#e8f1fa"
    readonly property color goodPale: contrast ? "#000000" : "#e7f4ec"
    readonly property color attentionPale: contrast ? "#000000" : "#fff3e0"
    readonly property color dangerPale: contrast ? "#000000" : "#fcebea"

    readonly property int keyboardWidth: 1180 // in landscape, where it does not grow with the screen
    readonly property string family: "Noto Sans CJK SC"
    property int pageTime: 180
    property int pressTime: 90

    // The address of a drawing in the theme's colours; "" where there is none.
    function picture(name: string): string {
        return name ? "image://pictures/" + name + "/" + String(ink).slice(1) + "/" + String(primary).slice(1) : "";
    }
    function tone(name: string): color {
        switch (name) {
        case "good": return good;
        case "bad": return danger;
        case "stored": return attention;
        case "bring": return attention;
        case "ended": return ink2;
        default: return primary;
        }
    }
    function pale(name: string): color {
        switch (name) {
        case "good": return goodPale;
        case "bad": return dangerPale;
        case "stored": return attentionPale;
        case "bring": return attentionPale;
        case "ended": return ground;
        default: return primaryPale;
        }
    }
}
