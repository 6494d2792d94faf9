"""How long frames take, for whoever looks after the terminal: one that grows slow shows it here before residents complain."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtQuick import QQuickWindow


class FrameTimes(QObject):
    """Of the window's frames, each from the request that it be drawn, before anything is laid out, to its swap."""

    def __init__(self, window: QQuickWindow) -> None:
        super().__init__(window)
        self._asked: float | None = None
        self._longest = 0.0
        window.installEventFilter(self)
        window.frameSwapped.connect(self._swapped)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note when a frame is asked for; every event goes on."""
        if event.type() is QEvent.Type.UpdateRequest:
            self._asked = time.monotonic()
        return False

    def longest_ms(self) -> int:
        """The longest since this was asked last, in milliseconds; 0 for none. From any thread."""
        longest, self._longest = self._longest, 0.0
        return round(longest * 1000)

    def _swapped(self) -> None:
        if self._asked is not None:
            self._longest = max(self._longest, time.monotonic() - self._asked)
            self._asked = None
