"""Keys from outside the screen: a scanner's go to the scanner's driver, a person's go on, and none that leads out of the program.

An event filter on the window, only where a scanner that types is configured: every event of the window passes through Python then.
"""

from __future__ import annotations

import time
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWindow

_PAUSE = 60  # ms after the last key
_ENDS = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Enter: "\r", Qt.Key.Key_Tab: "\t"}
_KEYS = {"\r": Qt.Key.Key_Return, "\n": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}
_LEAD_OUT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


class Keys(Protocol):
    """`devices.code_scanner.wedge.Wedge`. Each gives what a person typed."""

    def key(self, text: str, at: float) -> str: ...
    def alt_digit(self, digit: str, at: float) -> str: ...
    def alt_end(self, at: float) -> None: ...
    def pause(self, at: float) -> str: ...


class KeyFilter(QObject):
    def __init__(self, window: QWindow, keys: Keys) -> None:
        super().__init__(window)
        self._window = window
        self._keys = keys
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._type(self._keys.pause(time.monotonic())))
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keyboard on the screen makes its events within the program: they are not spontaneous, and pass."""
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) or not event.spontaneous():
            return False
        assert isinstance(event, QKeyEvent)
        at, text = time.monotonic(), event.text()
        if event.type() == QEvent.Type.KeyRelease:
            if event.key() == Qt.Key.Key_Alt:
                self._keys.alt_end(at)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            digit = event.key() - Qt.Key.Key_0
            if 0 <= digit <= 9:
                self._type(self._keys.alt_digit(str(digit), at))
        elif not event.modifiers() & _LEAD_OUT:
            text = _ENDS.get(Qt.Key(event.key()), text)
            if text and (text.isprintable() or text in "\r\n\t"):
                self._type(self._keys.key(text, at))
        self._timer.start(_PAUSE)
        return True

    def _type(self, text: str) -> None:
        for character in text:
            key = _KEYS.get(character, Qt.Key.Key_unknown)
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.postEvent(self._window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character))
