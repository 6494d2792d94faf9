"""Keys from outside the screen: a scanner's go to the scanner's driver, a person's go on, and none leads out of the program.

What is let through is a short list: what types into a field, what moves the focus and scrolls, Space and Escape. No Ctrl, Alt or
Meta, no function key.
Qt gives a key to the window that has the focus, so the filter is on each that gets it: on the application itself, every event of
every object would pass through Python.
"""

from __future__ import annotations

import time
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

# Qt::Key and Qt::KeyboardModifier by number: events tell keys that have no name, and to make the enumerations takes 35 ms.
KEYS = {
    "\r": 0x01000004,  # Key_Return
    "\t": 0x01000001,  # Key_Tab
    "\v": 0x01000002,  # Key_Backtab
    "\b": 0x01000003,  # Key_Backspace
    "\x7f": 0x01000007,  # Key_Delete
    "\x01": 0x01000010,  # Key_Home
    "\x02": 0x01000012,  # Key_Left
    "\x03": 0x01000013,  # Key_Up
    "\x04": 0x01000014,  # Key_Right
    "\x05": 0x01000015,  # Key_Down
    "\x06": 0x01000011,  # Key_End
    "\x0e": 0x01000016,  # Key_PageUp
    "\x0f": 0x01000017,  # Key_PageDown
    "\x1b": 0x01000000,  # Key_Escape
    " ": 0x20,  # Key_Space
}
_TEXTS = {key: text for text, key in KEYS.items()} | {0x01000005: "\r"}  # Key_Enter, of the number pad
_ONCE = "\r\t\v\x1b "  # however long it is held down
_KEY_ALT = 0x01000023
_KEY_0 = 0x30
# The number pad with Num Lock off, from 0 to 9: Insert, End, Down, PageDown, Left, Clear, Right, Home, Up, PageUp
_PAD = (0x01000006, 0x01000011, 0x01000015, 0x01000017, 0x01000012, 0x0100000B, 0x01000014, 0x01000010, 0x01000013, 0x01000016)
_ALT = 0x08000000
_CONTROL_OR_META = 0x04000000 | 0x10000000
_LATE = 0.01, 0.05  # seconds, and share of its time, by which a timer may come late, and this thread have been free all the same


class Keys(Protocol):
    """`devices.code_scanner.wedge.Wedge`. Each gives what a person typed.

    ``stamp``: when the key was pressed, in milliseconds of the event's own clock; ``now``: monotonic seconds.
    """

    def key(self, text: str, stamp: int, now: float) -> str:
        """A key was pressed that types ``text``, or moves and edits (`KEYS`)."""
        ...

    def repeated(self, text: str) -> str:
        """A key is held down."""
        ...

    def alt_digit(self, digit: str, stamp: int, now: float) -> str:
        """A digit while Alt is down: part of a character's number, which some scanners type."""
        ...

    def alt_end(self, stamp: int, now: float) -> None:
        """Alt is released: the number is whole."""
        ...

    @property
    def quiet(self) -> float | None:
        """Seconds without a key after which something is settled."""
        ...

    def silence(self) -> str:
        """No key came for `quiet` seconds: what was held back until then."""
        ...


class Typing:
    """`Keys` where no scanner types: all that is let through is a person's."""

    quiet = None

    def key(self, text: str, stamp: int, now: float) -> str:
        """As it came."""
        return text

    def repeated(self, text: str) -> str:
        """As it came."""
        return text

    def alt_digit(self, digit: str, stamp: int, now: float) -> str:
        """Nothing: only scanners type characters by their numbers."""
        return ""

    def alt_end(self, stamp: int, now: float) -> None: ...

    def silence(self) -> str:
        """Nothing: nothing is held back."""
        return ""


class KeyFilter(QObject):
    """Stands before every window that has the focus: lets a scanner's keys go to ``keys``, and puts back what a person typed."""

    def __init__(self, application: QGuiApplication, keys: Keys) -> None:
        super().__init__(application)
        self._keys = keys
        self._window: QWindow | None = None
        self._latest = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._silence)
        application.focusWindowChanged.connect(self._watch)
        self._watch(application.focusWindow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keyboard on the screen makes its events within the program: they are not spontaneous, and pass."""
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride) or not event.spontaneous():
            return False
        assert isinstance(event, QKeyEvent)
        if kind == QEvent.Type.KeyPress:
            self._pressed(event)
        elif kind == QEvent.Type.KeyRelease and event.key() == _KEY_ALT and not event.isAutoRepeat():
            self._keys.alt_end(event.timestamp(), time.monotonic())
        return True

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            self._window = window
            window.installEventFilter(self)  # once more is once

    def _pressed(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers().value
        if modifiers & _ALT:
            digit = _digit(event.key())
            if digit and not event.isAutoRepeat():
                self._type(self._keys.alt_digit(digit, event.timestamp(), time.monotonic()))
        elif not modifiers & _CONTROL_OR_META:
            text = _TEXTS.get(event.key(), event.text())
            if event.isAutoRepeat():
                if text in KEYS and text not in _ONCE:
                    self._type(self._keys.repeated(text))
            elif text and (text in KEYS or text.isprintable()):
                self._type(self._keys.key(text, event.timestamp(), time.monotonic()))
        self._wait()

    def _wait(self) -> None:
        if (quiet := self._keys.quiet) is not None:
            self._latest = time.monotonic() + _LATE[0] + quiet * (1 + _LATE[1])
            self._timer.start(int(quiet * 1000) + 1)

    def _silence(self) -> None:
        if time.monotonic() > self._latest:
            self._wait()  # this thread was busy, and what came meanwhile has not been heard yet
        else:
            self._type(self._keys.silence())

    def _type(self, text: str) -> None:
        if not text or self._window is None:
            return
        from PySide6.QtCore import Qt  # takes 20 ms, which are better spent at the first key than at the start

        for character in text:
            key, writes = KEYS.get(character, 0), character if character.isprintable() or character in "\r\t\b\x7f" else ""
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.postEvent(self._window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, writes))


def _digit(key: int) -> str:
    if _KEY_0 <= key <= _KEY_0 + 9:
        return str(key - _KEY_0)
    return str(_PAD.index(key)) if key in _PAD else ""
