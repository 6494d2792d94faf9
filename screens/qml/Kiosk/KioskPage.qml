import QtQuick

// The base of every page: its view, what it tells the session, and the label of the one primary action.
Item {
    required property var view
    property string primary: view.primary
    property string primaryTone: view.primaryTone
    property bool wantsKeyboard: false
    property bool latin: false // what is typed is an address: the keyboard has no pinyin
    property bool still: true // nothing is coming in any more
    property string first: "" // the name of what has the focus when the page begins; "": the first thing on it
    signal leaveFor(string name) // the focus goes on to what is called so
    signal act(string name, var value)
}
