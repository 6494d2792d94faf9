pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

Page {
    id: page
    tall: true
    Split {
        mode: "hand"
        share: 0.34
        Note { tone: "bad"; text: page.view.problem || "" }
        Head { title: page.view.title || ""; text: page.view.text || "" }
        Label { width: parent.width; text: page.view.otherWay || ""; size: Theme.small; color: Theme.ink2; objectName: "otherWay" }
        touching: Column {
            width: parent.width
            spacing: Theme.gutter
            Rectangle {
                id: pad
                width: parent.width
                height: width * 0.4 + (Theme.portrait ? 120 : 0)
                radius: Theme.radius
                color: "#ffffff"
                border.width: 3
                border.color: Theme.fieldBorder
                objectName: "pad"
                Accessible.role: Accessible.Canvas
                Accessible.name: page.view.here || ""
                property var strokes: []
                property var stroke: []
                readonly property bool empty: strokes.length === 0 && stroke.length === 0

                function path(): string {
                    let out = "";
                    for (const line of strokes) {
                        for (let i = 0; i < line.length; i++)
                            out += (i ? "L" : "M") + Math.round(line[i].x / width * 1000) + " " + Math.round(line[i].y / height * 400);
                    }
                    return out;
                }
                Label { anchors.centerIn: parent; visible: pad.empty; text: page.view.here || ""; size: Theme.title; color: "#9aa7b4" }
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
                    const text = page.view.signature || "";
                    const lines = [];
                    for (const piece of text.split("M")) {
                        if (piece)
                            lines.push(piece.split("L").map(p => { const [x, y] = p.split(" ").map(Number); return Qt.point(x / 1000 * pad.width, y / 400 * pad.height); }));
                    }
                    pad.strokes = lines;
                    canvas.requestPaint();
                }
            }
            Action {
                icon: "eraser"
                label: page.view.clear || ""
                enabled: !pad.empty
                objectName: "clearSignature"
                onTapped: { pad.strokes = []; pad.stroke = []; canvas.requestPaint(); page.act("sign", ""); }
            }
        }
    }
}
