pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// One question. The kind of answer decides what is touched: choices, a keypad, or the keyboard.
KioskPage {
    id: page
    readonly property string widget: view.widget
    readonly property bool digits: widget === "mobile" || widget === "citizen-number" || widget === "number" || widget === "digits" || widget === "date"
    readonly property bool written: widget === "text" || widget === "name" || widget === "address"
    readonly property bool cramped: Theme.large && Theme.low && Theme.portrait // the question comes first
    readonly property bool faultAtField: (digits || written) && Theme.portrait
    wantsKeyboard: written
    first: digits || written ? "field" : view.value !== "" ? "option-" + view.value : ""
    Keys.onPressed: event => event.accepted = page.digits && pad.typed(event)
    property string shownKey: ""

    // A date is keyed in as its eight digits.
    function keyedIn(value: string): string { return page.widget === "date" ? value.replace(/-/g, "") : value; }
    function answered(text: string): string {
        return page.widget === "date" && text.length === 8 ? [text.slice(0, 4), text.slice(4, 6), text.slice(6)].join("-") : text;
    }
    function refill(): void {
        if (page.view.key === page.shownKey)
            return;
        page.shownKey = page.view.key;
        box.text = (page.digits || page.written) ? page.keyedIn(String(page.view.value)) : "";
    }
    onViewChanged: refill()
    Component.onCompleted: refill()

    Split {
        id: split
        mode: page.digits || page.written && Theme.portrait ? "hand" : "flow"
        sinks: true
        keyboard: page.written
        share: page.written ? (parent.width - Theme.keyboardWidth - 28) / parent.width : 0.46
        Head {
            over: Theme.large && Theme.low && (page.written || page.view.fault !== "") ? "" : page.view.nth
            title: page.view.title
            text: page.view.hint
            // Beside a field it stands once: under it, or here where there is no room for that.
            Note { tone: "bad"; text: page.view.fault && !page.faultAtField ? page.view.fault : ""; objectName: "fault" }
            Note { text: page.view.filled }
            Note { text: page.view.unshown }
        }
        TextLabel { visible: text !== ""; text: page.view.optional; size: Theme.small; color: Theme.ink2 }
        handles: [
            // What one touch fills in, in place of what stands in the field.
            Repeater {
                model: page.view.addresses
                Choice {
                    required property var modelData
                    title: modelData.title
                    text: modelData.value
                    chosen: modelData.chosen
                    objectName: "address-" + modelData.name
                    onTapped: box.text = modelData.value
                }
            },
            Repeater {
                model: page.view.reads
                ActionButton {
                    required property var modelData
                    visible: !(page.cramped && (page.view.fault !== "" || page.view.filled !== ""))
                    width: Math.min(implicitWidth, split.other)
                    icon: modelData.icon
                    label: modelData.title
                    objectName: modelData.act
                    onTapped: page.act(modelData.act, null)
                }
            }
        ]
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Fault { text: Theme.portrait && !Theme.low && !page.faultAtField ? page.view.fault : "" } // the note above is far from the choices
            Repeater {
                model: page.view.options
                Choice {
                    required property var modelData
                    implicitHeight: Math.max(Theme.button + 16, 0)
                    title: modelData.title
                    chosen: page.view.value === modelData.value
                    counted: true
                    objectName: "option-" + modelData.value
                    onTapped: page.act("answer", modelData.value)
                }
            }
            TextBox {
                id: box
                visible: page.digits || page.written
                hint: page.view.check
                fault: page.view.fault
                faultShown: page.faultAtField
                tabular: page.digits
                groups: ({ "citizen-number": [6, 8], "mobile": [3, 4], "date": [4, 2] })[page.widget] || (maximumLength > 8 ? [4, 4, 4, 4] : [])
                maximumLength: ({ "citizen-number": 18, "mobile": 11, "date": 8 })[page.widget] ?? page.view.maxLength
                input.readOnly: page.digits
                onEntered: if (page.primary !== "") page.act("primary", null)
                onEdited: if (visible && page.answered(shown) !== String(page.view.value)) page.act("answer", page.answered(shown))
            }
            Keypad {
                id: pad
                visible: page.digits
                width: Theme.portrait ? Math.min(parent.width, 760) : parent.width
                anchors.horizontalCenter: parent.horizontalCenter
                withX: page.widget === "citizen-number"
                eraseLabel: page.view.erase
                keyHeight: Theme.portrait ? Math.min(Theme.button + 24, Math.max(84, Math.floor((page.height - Math.max(Theme.reach, split.wanted) - box.height - Theme.gutter - 3 * spacing) / 4))) : Math.min(104, Math.floor((page.height - box.height - Theme.gutter - 3 * spacing) / 4))
                onKey: digit => { if (box.text.length < box.maximumLength) box.text += digit; }
                onErase: box.text = box.text.slice(0, -1)
            }
        }
    }
}
