import QtQuick

// A Lucide icon in a colour of the theme (https://lucide.dev, ISC licence beside the files).
Image {
    id: icon
    property string name
    property int size: 48
    property color ink: Theme.ink
    width: size
    height: size
    sourceSize.width: size
    sourceSize.height: size
    // Drawn when it is first seen: the bars around the idle page are not.
    source: name && visible ? "image://icons/" + name + "/" + String(ink).slice(1) : ""
    Accessible.ignored: true
}
