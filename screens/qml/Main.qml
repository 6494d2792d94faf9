pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Window
import Kiosk

// The window: bars, page, overlays. Laid out for 1080 x 1920 or 1920 x 1080 and scaled to whatever the screen has.
Window {
    id: window
    required property var bridge
    property bool closable: false // in the demo
    // The bars around a page: made after the first frame, which has none, or when a page wants them.
    property bool furnished: false
    readonly property bool portrait: height >= width
    readonly property real designWidth: portrait ? 1080 : 1920
    readonly property real designHeight: portrait ? 1920 : 1080
    readonly property real fit: Math.min(width / designWidth, height / designHeight)
    readonly property var frame: bridge.frame
    readonly property KioskPage shown: pages.shown
    title: "社区事务自助服务终端 · Self-service terminal"
    visible: true
    color: Theme.ground
    // Alt+F4, a window manager's button: there is nothing behind this window for a resident.
    onClosing: close => close.accepted = window.closable

    Binding { target: Theme; property: "large"; value: window.frame.large }
    Binding { target: Theme; property: "contrast"; value: window.frame.contrast }
    Binding { target: Theme; property: "portrait"; value: window.portrait }
    Binding { target: Theme; property: "low"; value: window.frame.low }
    Binding { target: Theme; property: "left"; value: window.frame.left }
    // The lower half of a screen that stands. One that lies is low as a whole: what is touched stands at its bottom, and no more.
    Binding { target: Theme; property: "reach"; value: window.frame.low && window.portrait ? window.designHeight / 2 - pages.y : 0 }
    Binding { target: Theme; property: "room"; value: pages.height }
    Binding { target: Theme; property: "turn"; value: window.frame.turn }
    Binding { target: Theme; property: "voice"; value: again.active }
    Connections { target: Theme; function onAgain(): void { window.bridge.act("again", null); } }

    // What the keys are for now: nothing below what lies over it hears of them.
    readonly property Item layer: hurry.visible ? hurry : over.visible ? over : house
    onLayerChanged: {
        if (layer === house && kept)
            Qt.callLater(resume);
        else
            Qt.callLater(focus.begin);
    }
    property string kept: "" // what had the focus on the page when something came to lie over it
    function resume(): void {
        focus.name = kept;
        focus.begun = true;
        kept = "";
        focus.settle();
    }
    Focus {
        id: focus
        root: window.layer
        also: again.item as Item
        page: window.layer === house ? window.shown : window.layer
        first: window.layer === house && window.shown ? window.shown.first : ""
        now: window.activeFocusItem
        onRootChanged: if (root !== house && window.kept === "" && name !== "") window.kept = name
    }
    onActiveFocusItemChanged: focus.show()

    Item {
        id: scene
        width: window.designWidth
        height: window.designHeight - again.height
        anchors.centerIn: parent
        anchors.verticalCenterOffset: -again.height / 2 * window.fit
        scale: window.fit
        focus: true
        // What nothing on the page has taken for itself.
        Keys.onPressed: event => {
            const shown = Theme.keyed;
            Theme.keyed = true;
            window.led = false;
            alive.tell();
            if (event.key === Qt.Key_Escape)
                window.out();
            else if (event.key === Qt.Key_Asterisk && again.active)
                window.bridge.act("again", null);
            else
                event.accepted = focus.key(event, shown);
        }

        Item {
            id: house
            width: parent.width
            height: parent.height

            Loader {
                id: topBar
                objectName: "topBar"
                active: window.furnished
                visible: !window.frame.bare
                width: parent.width
                sourceComponent: TopBar {
                    frame: window.frame
                    title: window.shown?.view.title ?? ""
                    onAct: (name, value) => window.bridge.act(name, value)
                }
            }
            Loader {
                id: steps
                active: window.furnished
                anchors.top: topBar.bottom
                width: parent.width
                // Larger text and the keyboard, or the voice, leave no room for them on a low screen: the field comes first. On a high one
                // lowered controls, keyboard and voice do so together.
                readonly property bool crowded: Theme.large && (Theme.portrait ? Theme.low && keyboard.wanted && again.active : keyboard.wanted || again.active)
                readonly property var shown: crowded ? [] : window.frame.steps
                sourceComponent: Steps { model: steps.shown }
            }
            Loader {
                id: network
                active: Theme.portrait && window.frame.network !== "" // else in the bar above
                anchors.top: steps.bottom
                width: parent.width
                height: active ? implicitHeight : 0 // a Loader that was emptied keeps the size of what it held
                sourceComponent: Rectangle {
                    implicitHeight: Math.max(64, unreached.implicitHeight + 24)
                    color: Theme.attentionPale
                    Icon { id: cut; x: Theme.margin; anchors.verticalCenter: parent.verticalCenter; name: "wifi-off"; size: 40; ink: Theme.attention }
                    TextLabel {
                        id: unreached
                        x: cut.x + cut.width + 20
                        width: parent.width - x - Theme.margin
                        anchors.verticalCenter: parent.verticalCenter
                        text: window.frame.network
                        size: Theme.small
                        color: Theme.contrast ? Theme.ink : Theme.attention
                        objectName: "network"
                    }
                }
            }
            // Not a Loader: what is given to its setSource stays in memory for as long as the engine (Qt 6.11).
            FocusScope {
                id: pages
                property KioskPage shown: null
                x: window.frame.bare ? 0 : Theme.margin
                y: window.frame.bare ? 0 : topBar.height + steps.height + network.height + (Theme.tight ? 24 : 40)
                width: parent.width - 2 * x
                height: window.frame.bare ? parent.height : bottomBar.y - y - (Theme.tight ? 24 : 32) - (keyboard.wanted && Theme.portrait ? keyboard.height - bottomBar.height : 0)
                function show(name: string, view: var): void {
                    const before = shown, file = Qt.createComponent("pages/" + name + ".qml");
                    if (before) {
                        before.parent = null;
                        before.destroy(); // later: it may be in one of its own handlers
                    }
                    shown = file.createObject(pages, { view: view, width: Qt.binding(() => pages.width), height: Qt.binding(() => pages.height) }) as KioskPage;
                    file.destroy();
                }
            }
            Connections {
                target: window.shown
                function onAct(name: string, value: var): void { window.bridge.act(name, value); }
                function onLeaveFor(name: string): void { focus.to(name); }
            }
            NumberAnimation { id: enter; target: pages; property: "opacity"; from: 0; to: 1; duration: Theme.pageTime; easing.type: Easing.OutCubic }
            Loader {
                id: bottomBar
                objectName: "bottomBar"
                active: window.furnished
                visible: !window.frame.bare
                anchors.bottom: parent.bottom
                width: parent.width
                sourceComponent: BottomBar {
                    frame: window.frame
                    primary: window.shown ? window.shown.primary : ""
                    tone: window.shown ? window.shown.primaryTone : ""
                    onAct: (name, value) => window.bridge.act(name, value)
                }
            }
            Item {
                id: keyboard
                objectName: "keyboard"
                // The bar with Back and the primary action stays where it is; the keyboard stands above it.
                readonly property bool wanted: window.shown !== null && window.shown.wantsKeyboard
                width: parent.width
                height: wanted ? board.implicitHeight + bottomBar.height : 0
                anchors.bottom: parent.bottom
                // Whoever went elsewhere with keys, or with this keyboard's Enter, and touches a letter: it is for the field.
                Item {
                    anchors.fill: board
                    z: 1 // hears of a touch before a key of the keyboard takes it
                    PointHandler {
                        enabled: keyboard.wanted
                        onActiveChanged: if (active && window.activeFocusItem?.objectName !== "field") focus.to("field")
                    }
                }
                Loader {
                    id: board
                    active: keyboard.wanted || item !== null
                    visible: keyboard.wanted
                    width: parent.width
                    source: active ? "Keyboard.qml" : ""
                    Binding { target: board.item; property: "language"; value: window.shown?.latin ? "en" : window.frame.language; when: board.item !== null }
                }
            }
        }

        Loader {
            id: over
            anchors.fill: parent
            active: window.frame.overlay.kind !== ""
            visible: active
            sourceComponent: Veil {
                wide: overlay.wide
                Overlay { id: overlay; width: parent.width; view: window.frame.overlay; onAct: (name, value) => window.bridge.act(name, value) }
            }
        }
        Loader {
            id: hurry
            readonly property var warning: window.frame.warning
            anchors.fill: parent
            active: warning.title !== ""
            visible: active
            sourceComponent: Veil {
                TextLabel { width: parent.width; text: hurry.warning.title; size: Theme.title; strong: true }
                TextLabel { width: parent.width; text: hurry.warning.text }
                ActionButton { width: parent.width; primary: true; label: hurry.warning.more; objectName: "more"; onTapped: window.bridge.act("touch", null) }
                ActionButton { width: parent.width; label: hurry.warning.leave; objectName: "warningLeave"; onTapped: window.bridge.act("leaveSurely", null) }
            }
        }
        // Below all of it, while pages are read out.
        Loader {
            id: again
            active: window.frame.again.label !== ""
            y: parent.height
            width: parent.width
            height: active ? Theme.voiceBar : 0
            source: active ? "VoiceBar.qml" : ""
            Binding { target: again.item; property: "again"; value: window.frame.again; when: again.item !== null }
            Connections { target: again.item as Pressable; function onTapped(): void { window.bridge.act("again", null); } }
        }
        Loader {
            active: Theme.keyed || item !== null
            sourceComponent: Ring { about: window.activeFocusItem }
        }
    }
    property bool led: true // by the voice, to what it says; not where a hand or a key has moved since it began
    Loader {
        id: marks
        active: again.active
        source: active ? "Said.qml" : ""
        Binding { target: marks.item; property: "focus"; value: focus; when: marks.item !== null }
        Binding { target: marks.item; property: "layer"; value: scene; when: marks.item !== null }
        Binding { target: marks.item; property: "page"; value: focus.page; when: marks.item !== null }
        Binding { target: marks.item; property: "leads"; value: window.led; when: marks.item !== null }
        Binding { target: marks.item; property: "said"; value: window.bridge.said; when: marks.item !== null }
    }
    Connections {
        target: window.bridge
        function onSaidChanged(): void {
            if (window.bridge.said.length === 0)
                window.led = true;
        }
    }

    // Whoever reads scrolls, pages and rests a finger: each is a sign of life, wherever it lands. Not below a warning, whose buttons
    // say what they do.
    Item {
        anchors.fill: parent
        z: 1
        PointHandler {
            onActiveChanged: {
                Theme.keyed = false;
                if (active) {
                    window.led = false;
                    alive.tell();
                }
            }
            onPointChanged: if (active) alive.tell()
        }
        WheelHandler {
            acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
            blocking: false
            onWheel: {
                window.led = false;
                alive.tell();
            }
        }
        Timer {
            id: alive
            interval: 1000
            function tell(): void {
                if (running || hurry.visible)
                    return;
                start();
                window.bridge.act("touch", null);
            }
        }
    }

    readonly property bool settled: !enter.running && shown !== null && shown.still && Theme.settling === 0
    property string shownPage: ""
    Connections {
        target: window.bridge
        function onChanged(): void { window.refresh(); }
    }
    function refresh(): void {
        const page = window.bridge.page, view = window.bridge.view;
        if (page !== shownPage || window.bridge.fresh) {
            const first = shownPage === "";
            shownPage = page;
            furnished = furnished || !frame.bare;
            kept = "";
            pages.show(window.bridge.file, view);
            focus.begin(); // at once: the next key is for this page
            Qt.callLater(focus.show);
            // The first page is whole in the first frame.
            if (!first)
                enter.restart();
        } else if (window.shown) {
            window.shown.view = view;
            Qt.callLater(focus.settle);
        }
    }
    // Out of what lies over the page, or a page back.
    function out(): void {
        if (hurry.visible)
            bridge.act("touch", null);
        else if (over.visible)
            bridge.act("close", null);
        else if (frame.back)
            bridge.act("back", null);
    }
    Component.onCompleted: refresh()
}
