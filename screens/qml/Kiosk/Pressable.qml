import QtQuick

// What can be pressed: by a finger, by Return or Space while it has the focus, by whatever reads the screen aloud.
Rectangle {
    id: pressable
    property string name // said of it: plain words, and no other thing's on the page
    property bool usable: true
    property bool counted: false // a row of a list: how many of them wait below is said
    readonly property bool pressed: touch.pressed
    readonly property bool focusable: usable && visible
    signal tapped()
    function press(): void {
        if (usable)
            tapped();
    }
    radius: Theme.radius
    Accessible.role: Accessible.Button
    Accessible.name: name
    Accessible.focusable: focusable
    Accessible.onPressAction: press()
    function pressByKey(): void {
        Theme.keyed = true;
        press();
    }
    Keys.onReturnPressed: pressByKey()
    Keys.onEnterPressed: pressByKey()
    Keys.onSpacePressed: pressByKey()
    MouseArea { id: touch; anchors.fill: parent; enabled: pressable.usable; onClicked: pressable.press() }
}
