"""The terminal played from outside: a rehearsal touches the real pages by the names of what is on them.

Only over a file descriptor that whoever started the program handed down: nothing listens, nothing can be connected to. Commands and
answers are JSON lines. Touches go through Qt as from a touch screen, and only to what is visible, enabled and on top at its middle.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from screens.bridge import Bridge

FINGER_RESTS = 40  # ms
LOOKS_EVERY = 4  # ms; a watch wants to know whether Qt's thread is free
_TAKE_TOUCHES = ("QQuickMouseArea", "MouseArea", "QQuickMultiPointTouchArea", "MultiPointTouchArea")
_PICTURES = ("picture", "code")  # of a view: large, and told by the picture of the page


class Watch(QObject):
    """Qt's thread looked at from when this is made: when, in monotonic seconds, how long, and how long it worked, in seconds.

    ``frames``: from the request that it be drawn, before anything is laid out, to its swap. ``waits``: for how long a timer of
    4 ms was not served, with all that a touch brings about, frames among it; how the rehearsal finds what it touches is left out.
    """

    def __init__(self, window: QQuickWindow) -> None:
        super().__init__(window)
        self.frames: list[tuple[float, float, float]] = []
        self.waits: list[tuple[float, float, float]] = []
        self._asked = self._free = _clocks()
        window.installEventFilter(self)
        timer = QTimer(self, interval=LOOKS_EVERY, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._tick)
        timer.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note when a frame is asked for; every event goes on."""
        if event.type() is QEvent.Type.UpdateRequest:
            self._asked = _clocks()
        return False

    def swapped(self) -> None:
        """A frame is on the screen."""
        self.frames.append(_since(self._asked))

    def begin_wait(self) -> None:
        """Leave out of ``waits`` what was done up to now."""
        self._free = _clocks()

    @Slot()
    def _tick(self) -> None:
        self.waits.append(_since(self._free))
        self._free = _clocks()


def _clocks() -> tuple[float, float]:
    return time.monotonic(), time.thread_time()


def _since(began: tuple[float, float]) -> tuple[float, float, float]:
    wall, worked = _clocks()
    return began[0], wall - began[0], worked - began[1]


class Rehearsal(QObject):
    _came = Signal(str)

    def __init__(self, descriptor: int, window: QQuickWindow, bridge: Bridge, first_frame_at: float) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._window = window
        self._bridge = bridge
        self._finger: QPointingDevice = QTest.createTouchDevice()
        self._watch: Watch | None = None
        self._waiting: deque[dict[str, Any]] = deque()  # commands for when the page stands still
        self._came.connect(self._command)
        bridge.changed.connect(self._tell)
        window.frameSwapped.connect(self._settled)
        window.settledChanged.connect(window.update)  # type: ignore[attr-defined] # by Main.qml: one more frame, though nothing moves any more
        threading.Thread(target=self._listen, name="rehearsal", daemon=True).start()
        self._say({"hello": os.getpid(), "first_frame": first_frame_at})
        self._tell()

    def _listen(self) -> None:
        with os.fdopen(os.dup(self._descriptor), "r", encoding="utf-8") as lines:
            for line in lines:
                self._came.emit(line)

    def warm(self) -> None:
        """Everything that is loaded after the first frame is there. From any thread."""
        self._say({"warm": True})

    def _say(self, value: dict[str, Any]) -> None:
        os.write(self._descriptor, json.dumps(value, ensure_ascii=False).encode() + b"\n")

    @Slot()
    def _tell(self) -> None:
        page, view, frame = self._bridge.on_screen()
        shown = {key: value for key, value in view.items() if key not in _PICTURES}
        self._say({"page": page, "view": shown, "frame": frame, "spoken": self._bridge.spoken()})

    @Slot(str)
    def _command(self, line: str) -> None:
        self._waiting.append(json.loads(line))
        # Positions are true once a frame was drawn with them.
        self._window.update()

    @Slot()
    def _settled(self) -> None:
        """Nobody touches, or looks closely at, what is still coming in."""
        if self._watch:
            self._watch.swapped()
        while self._waiting and self._window.property("settled"):
            if self._waiting[0]["do"] == "picture" and self._is_loading():
                return  # the frame that shows it comes back here
            command = self._waiting.popleft()
            try:
                self._do(command)
            except LookupError as fault:
                self._say({"id": command["id"], "error": str(fault), "names": sorted(self._names())})

    def _do(self, command: dict[str, Any]) -> None:
        match command:
            case {"do": "picture", "path": path}:
                image = self._window.grabWindow()
                image.save(path)
            case {"do": "touch", "name": name}:
                self._touch(self._point(self._find(name)), command["id"])
                return
            case {"do": "key", "text": text}:
                self._touch(self._point(self._find_key(text)), command["id"])
                return
            case {"do": "press", "key": key}:
                self._press(key)
                self._waiting.appendleft({"do": "focus", "id": command["id"]})  # told once the page stands still again
                self._window.update()
                return
            case {"do": "focus"}:
                self._say({"id": command["id"], **self._focus()})
                return
            case {"do": "draw", "name": name, "points": points}:
                self._draw(self._find(name), points)
            case {"do": "look"}:
                self._say({"id": command["id"], "names": sorted(self._names())})
                return
            case {"do": "watch"}:
                seen, self._watch = self._watch, self._watch or Watch(self._window)
                self._say({"id": command["id"], "frames": seen.frames if seen else [], "waits": seen.waits if seen else []})
                return
        self._say({"id": command["id"], "done": True})

    def _touch(self, at: QPoint, number: int) -> None:
        """The finger rests as long as a quick finger does: a key of the keyboard wants to be seen pressed."""
        if self._watch:
            self._watch.begin_wait()
        QTest.touchEvent(self._window, self._finger).press(0, at, self._window).commit()

        def lift() -> None:
            lifted = time.monotonic()
            QTest.touchEvent(self._window, self._finger).release(0, at, self._window).commit()
            self._say({"id": number, "done": True, "at": lifted})

        QTimer.singleShot(FINGER_RESTS, lift)

    def _press(self, key: str) -> None:
        """A key of a keyboard, by the name that Qt has for it, or by the character that it types."""
        QTest.keyClick(self._window, key if len(key) == 1 else getattr(Qt.Key, f"Key_{key}"))  # type: ignore[arg-type] # a char

    def _focus(self) -> dict[str, Any]:
        """``focus``: the name of what has it; ``ring``: it can be seen to have it; ``seen``: all of it lies within the window."""
        item = self._window.activeFocusItem()
        if item is None:
            return {"focus": "", "ring": False, "seen": False}
        # A field's ring is drawn around the frame that it stands in.
        near = [item, *(parent.childItems() if (parent := item.parentItem()) else [])]
        rings = [child for one in near for child in [one, *one.childItems()] if child.metaObject().className().startswith("Ring")]
        ring = any(child.isVisible() and child.property("about") == item for child in rings)
        box = item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))
        return {"focus": item.objectName(), "ring": ring, "seen": self._within(item, box)}

    def _within(self, item: QQuickItem, box: QRectF) -> bool:
        above: QQuickItem | None = item
        while above is not None:
            around = above.mapRectToScene(QRectF(0, 0, above.width(), above.height())).adjusted(-1, -1, 1, 1)
            if (above.clip() or above == self._window.contentItem()) and not around.contains(box):
                return False
            above = above.parentItem()
        return True

    def _draw(self, item: QQuickItem, strokes: list[list[list[float]]]) -> None:
        for stroke in strokes:
            points = [item.mapToScene(QPointF(x * item.width(), y * item.height())).toPoint() for x, y in stroke]
            QTest.touchEvent(self._window, self._finger).press(0, points[0], self._window).commit()
            for point in points[1:]:
                QTest.touchEvent(self._window, self._finger).move(0, point, self._window).commit()
            QTest.touchEvent(self._window, self._finger).release(0, points[-1], self._window).commit()

    def _items(self, item: QQuickItem | None = None) -> Iterator[QQuickItem]:
        """What can be seen, in painting order."""
        item = item or self._window.contentItem()
        if not item.isVisible() or item.opacity() == 0:
            return
        yield item
        for child in item.childItems():
            yield from self._items(child)

    def _is_loading(self) -> bool:
        """A picture within the page, such as a code, is read beside it and comes a frame later."""
        shown = (item for item in self._items() if item.inherits("QQuickImage"))
        return any(item.property("source").scheme() == "data" and item.property("progress") < 1.0 for item in shown)

    def _names(self) -> set[str]:
        return {item.objectName() for item in self._items() if item.objectName()}

    def _find(self, name: str) -> QQuickItem:
        for item in self._items():
            if item.objectName() == name:
                if not item.isEnabled():
                    raise LookupError(f"{name} is there, but cannot be touched")
                self._scroll_to(item)
                self._check_on_top(item)
                return item
        raise LookupError(f"nothing on this page is called {name}")

    def _find_key(self, text: str) -> QQuickItem:
        for item in self._items():
            if "Key" in item.metaObject().className() and item.property("text") == text and item.property("keyType") is not None:
                return item
        raise LookupError(f"the keyboard shows no key {text}")

    def _scroll_to(self, item: QQuickItem) -> None:
        """As a hand would: bring it into view before touching it."""
        parent = item.parentItem()
        while parent is not None:
            if parent.inherits("QQuickFlickable"):
                top = item.mapToItem(parent.property("contentItem"), QPointF(0, 0)).y()
                height, view = item.height(), parent.height()
                limit = max(0.0, float(parent.property("contentHeight")) - view)
                parent.setProperty("contentY", max(0.0, min(limit, top + height / 2 - view / 2)))
                return
            parent = parent.parentItem()

    def _check_on_top(self, item: QQuickItem) -> None:
        """What lies over its middle would take the touch, as it would from a finger."""
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
        takers = [
            other
            for other in self._items()
            if other.metaObject().className().startswith(_TAKE_TOUCHES) and other.contains(other.mapFromScene(middle))
        ]
        taker: QQuickItem | None = takers[-1] if takers else None
        while taker is not None and taker != item:
            taker = taker.parentItem()
        if taker is None:
            raise LookupError(f"something lies over {item.objectName()}")

    def _point(self, item: QQuickItem) -> QPoint:
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
        point = middle.toPoint()
        if not (0 <= point.x() < self._window.width() and 0 <= point.y() < self._window.height()):
            raise LookupError(f"{item.objectName() or 'the item'} lies outside the screen")
        return point
