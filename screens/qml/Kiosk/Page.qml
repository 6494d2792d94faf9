import QtQuick

// The base of every page: its view, what it tells the session, and the label of the one primary action.
Item {
    property var view: ({})
    property string primary: view.primary || ""
    property bool wantsKeyboard: false
    signal act(string name, var value)
}
