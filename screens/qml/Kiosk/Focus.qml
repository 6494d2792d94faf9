import QtQuick

// Moves the focus with keys, within one part of the window: the page and its bars, or what lies over them. Nothing outside of that part
// can be reached. Everything that can have the focus says so: `focusable`.
QtObject {
    id: focus
    property Item root: null // the part
    property Item also: null // what can be reached from each part
    property Item page: null // where its first thing to do is looked for
    property string first: "" // the name of that thing, where it is not the first on the page
    property Item now: null // what has the focus in the whole window
    property string name: "" // of what had it last
    property bool begun: false // on the page itself, or by a key: no longer put anywhere unasked

    // In the order in which it is read.
    function all(item: var): var {
        let found = [];
        if (!item || !item.visible)
            return found;
        if (item.focusable === true)
            found.push(item);
        for (const child of item.children)
            found = found.concat(all(child));
        return found;
    }
    function reach(): var { return all(root).concat(all(also)); }
    function give(item: Item): void {
        name = item.objectName;
        item.forceActiveFocus(Qt.TabFocusReason);
        show();
    }
    function to(wanted: string): void {
        const item = reach().find(thing => thing.objectName === wanted);
        if (item)
            give(item);
    }
    // A page that has just come, or what lies over it, begins at its first thing to do.
    function begin(): void {
        begun = false;
        name = "";
        settle();
    }
    // The focus is where it was, though the page was made anew around it.
    function settle(): void {
        const things = reach();
        if (begun && now && things.includes(now))
            return;
        const same = begun && name !== "" ? things.find(thing => thing.objectName === name) : undefined;
        const onPage = all(page);
        const wanted = first !== "" ? things.find(thing => thing.objectName === first) : undefined;
        const bar = ["primary", "back", "help"].map(button => things.find(thing => thing.objectName === button)).find(thing => thing);
        const item = same || wanted || onPage[0] || bar || things[0];
        // Where there is nothing to do yet, the focus waits in the bar until there is.
        begun = begun || wanted !== undefined || onPage.length > 0 || (bar !== undefined && bar.objectName === "primary");
        if (item)
            give(item);
    }

    // Whether the key was one of those that move. ``shown``: one could see what has the focus; if not, the key shows it and no more.
    function key(event: var, shown: bool): bool {
        const turns = [Qt.Key_PageDown, Qt.Key_PageUp, Qt.Key_Home, Qt.Key_End].includes(event.key);
        if (!shown && !turns && now && reach().includes(now))
            return true;
        switch (event.key) {
        case Qt.Key_Tab: next(event.modifiers & Qt.ShiftModifier ? -1 : 1); return true;
        case Qt.Key_Backtab: next(-1); return true;
        case Qt.Key_Down: move(0, 1); return true;
        case Qt.Key_Up: move(0, -1); return true;
        case Qt.Key_Right: move(1, 0); return true;
        case Qt.Key_Left: move(-1, 0); return true;
        case Qt.Key_PageDown: turn(1, 0.8); return true;
        case Qt.Key_PageUp: turn(-1, 0.8); return true;
        case Qt.Key_Home: turn(-1, 1000); return true;
        case Qt.Key_End: turn(1, 1000); return true;
        }
        return false;
    }
    function next(by: int): void {
        begun = true;
        const things = reach();
        const at = things.indexOf(now);
        if (things.length > 0)
            give(things[at < 0 ? (by > 0 ? 0 : things.length - 1) : (at + by + things.length) % things.length]);
    }
    // To the nearest in that direction; what is read is scrolled before the focus leaves it.
    function move(across: int, down: int): void {
        begun = true;
        const things = reach();
        if (!now || !things.includes(now)) {
            next(1);
            return;
        }
        const around = scrollOf(now);
        const inside = around ? nearest(things.filter(thing => scrollOf(thing) === around), across, down) : null;
        if (inside) {
            give(inside);
            return;
        }
        const reading = all(page).every(thing => scrollOf(thing) === null);
        if (down !== 0 && (around ? turned(around, down, 0.4) : reading && turn(down, 0.4)))
            return;
        const other = nearest(things.filter(seen), across, down);
        if (other)
            give(other);
    }
    function nearest(things: var, across: int, down: int): Item {
        const from = place(now);
        let best = null, least = Infinity;
        for (const thing of things) {
            const to = place(thing);
            if (thing === now)
                continue;
            const ahead = across > 0 ? to.left - from.right : across < 0 ? from.left - to.right : down > 0 ? to.top - from.bottom : from.top - to.bottom;
            const aside = across !== 0 ? Math.max(0, to.top - from.bottom, from.top - to.bottom) : Math.max(0, to.left - from.right, from.left - to.right);
            const cost = Math.max(0, ahead) + 3 * aside + 0.1 * Math.abs(across !== 0 ? to.top - from.top : to.left - from.left);
            if (ahead > -8 && cost < least) {
                best = thing;
                least = cost;
            }
        }
        return best;
    }
    function place(item: Item): var {
        const corner = item.mapToItem(root, 0, 0);
        return { left: corner.x, top: corner.y, right: corner.x + item.width, bottom: corner.y + item.height };
    }

    function scrollOf(item: Item): Scroll {
        for (let above = item.parent; above; above = above.parent) {
            const around = above as Scroll;
            if (around && around.scrolls)
                return around;
        }
        return null;
    }
    function scrolls(item: var): var {
        let found = [];
        if (item && item.visible) {
            if (item.scrolls === true)
                found.push(item);
            for (const child of item.children)
                found = found.concat(scrolls(child));
        }
        return found;
    }
    function seen(item: Item): bool {
        const around = scrollOf(item);
        return around === null || around.shows(item);
    }
    function turned(scroll: Scroll, down: int, part: real): bool {
        if (!scroll.can(down))
            return false;
        scroll.turn(down * part);
        return true;
    }
    // The scroll around the focus, or any that can still go there.
    function turn(down: int, part: real): bool {
        const around = now ? scrollOf(now) : null;
        return (around !== null && turned(around, down, part)) || scrolls(root).some(scroll => turned(scroll, down, part));
    }
    // A page begins at its top: nothing is scrolled to the focus before keys are used, but for a field that is typed into.
    function show(): void {
        if (now && (Theme.keyed || now instanceof TextInput))
            reveal(now);
    }
    function reveal(item: Item): void {
        const around = item ? scrollOf(item) : null;
        if (around)
            around.bring(item);
    }
}
