pragma ComponentBehavior: Bound
import QtQuick

// A date by year, month and day, each with a larger and a smaller button: no typing, no calendar to search.
Row {
    id: box
    property var labels: []
    property string value
    signal chosen(string date)
    readonly property var parts: /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.split("-").map(Number) : [new Date().getFullYear(), new Date().getMonth() + 1, new Date().getDate()]
    width: parent ? parent.width : 0
    spacing: Theme.gutter

    function days(year: int, month: int): int { return new Date(year, month, 0).getDate(); }
    function change(which: int, by: int): void {
        let [y, m, d] = parts;
        if (which === 0) y = Math.max(1900, Math.min(2100, y + by));
        if (which === 1) m = (m - 1 + by + 12) % 12 + 1;
        if (which === 2) d = (d - 1 + by + days(y, m)) % days(y, m) + 1;
        d = Math.min(d, days(y, m));
        box.chosen(String(y).padStart(4, "0") + "-" + String(m).padStart(2, "0") + "-" + String(d).padStart(2, "0"));
    }
    Repeater {
        model: 3
        Column {
            id: part
            required property int index
            width: (box.width - 2 * box.spacing) / 3
            spacing: 16
            Action { width: parent.width; label: "+"; textSize: Theme.title; objectName: "date-up-" + part.index; onTapped: box.change(part.index, 1); Accessible.name: (box.labels[part.index] || "") + " +" }
            Rectangle {
                width: parent.width
                height: Theme.button
                radius: Theme.radius
                color: Theme.card
                border.width: 2
                border.color: Theme.fieldBorder
                Row {
                    anchors.centerIn: parent
                    spacing: 8
                    Label { text: box.value === "" ? "—" : box.parts[part.index]; size: Theme.title; strong: true; lineHeight: 1; anchors.verticalCenter: parent.verticalCenter }
                    Label { text: box.labels[part.index] || ""; lineHeight: 1; anchors.verticalCenter: parent.verticalCenter }
                }
            }
            Action { width: parent.width; label: "−"; textSize: Theme.title; objectName: "date-down-" + part.index; onTapped: box.change(part.index, -1); Accessible.name: (box.labels[part.index] || "") + " −" }
        }
    }
}
