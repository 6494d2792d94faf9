pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

KioskPage {
    id: page
    first: "pad"
    Split {
        mode: "hand"
        share: Theme.large ? 0.46 : 0.38 // all of what is signed stands beside the pad
        Head {
            brief: Theme.tight
            title: page.view.title
            text: page.view.text
            Note { tone: "bad"; text: page.view.problem }
        }
        TextLabel { visible: Theme.keyed; width: parent.width; text: page.view.byKeys; color: Theme.ink2; objectName: "byKeys" }
        TextLabel { visible: Theme.portrait; width: parent.width; text: page.view.otherWay; size: Theme.small; color: Theme.ink2; objectName: "otherWay" }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Rectangle {
                id: pad
                width: parent.width
                height: Theme.portrait ? Math.min(width * 0.4 + 120, page.height - Theme.reach - Theme.secondary - Theme.gutter - (Theme.low ? Theme.secondary + 48 : 0)) : Math.min(width * 0.4, page.height - under.height - Theme.gutter)
                radius: Theme.radius
                color: "#ffffff"
                border.width: 3
                border.color: Theme.fieldBorder
                objectName: "pad"
                Accessible.role: Accessible.Canvas
                Accessible.name: page.view.here
                property var strokes: []
                property var stroke: []
                // With keys: arrows move the pen, Space puts it down and lifts it, Return ends the signature.
                readonly property bool focusable: true
                property point pen: Qt.point(width * 0.3, height * 0.3)
                readonly property bool down: activeFocus && stroke.length > 0
                function lift(): void {
                    if (stroke.length === 0)
                        return;
                    strokes = [...strokes, stroke];
                    stroke = [];
                    page.act("sign", path());
                    canvas.requestPaint();
                }
                function steer(across: int, along: int): void {
                    const step = width * 0.04;
                    pen = Qt.point(Math.max(8, Math.min(width - 8, pen.x + across * step)), Math.max(8, Math.min(height - 8, pen.y + along * step)));
                    if (stroke.length === 0)
                        return;
                    stroke = [...stroke, Qt.point(pen.x, pen.y)]; // a copy: the pen goes on
                    canvas.requestPaint();
                }
                onActiveFocusChanged: if (!activeFocus) lift()
                Keys.onLeftPressed: steer(-1, 0)
                Keys.onRightPressed: steer(1, 0)
                Keys.onUpPressed: steer(0, -1)
                Keys.onDownPressed: steer(0, 1)
                Keys.onSpacePressed: {
                    if (stroke.length > 0) {
                        lift();
                    } else {
                        stroke = [Qt.point(pen.x, pen.y)];
                        canvas.requestPaint();
                    }
                }
                Keys.onReturnPressed: done()
                Keys.onEnterPressed: done()
                signal done()
                onDone: { lift(); page.leaveFor("primary"); }
                Accessible.focusable: true
                Rectangle {
                    visible: Theme.keyed && pad.activeFocus
                    z: 1
                    x: pad.pen.x - width / 2
                    y: pad.pen.y - height / 2
                    width: 36
                    height: 36
                    radius: 18
                    color: pad.down ? "#9a3a00" : "transparent"
                    border.width: 6
                    border.color: "#9a3a00"
                }
                readonly property bool empty: strokes.length === 0 && stroke.length === 0

                function path(): string {
                    let out = "";
                    for (const line of strokes) {
                        for (let i = 0; i < line.length; i++)
                            out += (i ? "L" : "M") + Math.round(line[i].x / width * 1000) + " " + Math.round(line[i].y / height * 400);
                    }
                    return out;
                }
                TextLabel { anchors.centerIn: parent; visible: pad.empty && !(Theme.keyed && pad.activeFocus); text: page.view.here; size: Theme.title; color: Theme.contrast ? "#000000" : "#5b6976"; Accessible.ignored: true }
                Rectangle { x: 48; y: parent.height * 0.78; width: parent.width - 96; height: 2; color: "#d3dbe4" }
                Canvas {
                    id: canvas
                    anchors.fill: parent
                    renderStrategy: Canvas.Immediate
                    onPaint: {
                        const c = getContext("2d");
                        c.clearRect(0, 0, width, height);
                        c.strokeStyle = "#1b2733";
                        c.lineWidth = 7;
                        c.lineCap = "round";
                        c.lineJoin = "round";
                        for (const line of [...pad.strokes, pad.stroke]) {
                            c.beginPath();
                            for (let i = 0; i < line.length; i++)
                                i ? c.lineTo(line[i].x, line[i].y) : c.moveTo(line[i].x, line[i].y);
                            c.stroke();
                        }
                    }
                }
                MouseArea {
                    anchors.fill: parent
                    preventStealing: true
                    onPressed: mouse => { pad.stroke = [Qt.point(mouse.x, mouse.y)]; canvas.requestPaint(); }
                    onPositionChanged: mouse => {
                        const x = Math.max(0, Math.min(width, mouse.x)), y = Math.max(0, Math.min(height, mouse.y));
                        pad.stroke = [...pad.stroke, Qt.point(x, y)];
                        canvas.requestPaint();
                    }
                    onReleased: {
                        pad.strokes = [...pad.strokes, pad.stroke];
                        pad.stroke = [];
                        page.act("sign", pad.path());
                        canvas.requestPaint();
                    }
                }
                Component.onCompleted: {
                    // Going back and coming again finds the signature as it was.
                    const text = page.view.signature;
                    const lines = [];
                    for (const piece of text.split("M")) {
                        if (piece)
                            lines.push(piece.split("L").map(p => { const [x, y] = p.split(" ").map(Number); return Qt.point(x / 1000 * pad.width, y / 400 * pad.height); }));
                    }
                    pad.strokes = lines;
                    canvas.requestPaint();
                }
            }
            Row {
                id: under
                width: parent.width
                spacing: Theme.gutter
                ActionButton {
                    id: again
                    icon: "eraser"
                    label: page.view.clear
                    usable: !pad.empty
                    objectName: "clearSignature"
                    onTapped: { pad.strokes = []; pad.stroke = []; canvas.requestPaint(); page.act("sign", ""); }
                }
                TextLabel { visible: !Theme.portrait; width: parent.width - again.width - parent.spacing; text: page.view.otherWay; size: Theme.small; color: Theme.ink2; objectName: "otherWay" }
            }
        }
    }
}
