"""A window that shows a code to be scanned, and hears what a scanner types: keys with the time stamps that they bear.

A terminal emulator gives no such stamps, and what it gives is late by its own drawing and by the network behind it.
"""

from __future__ import annotations

import os

from PySide6.QtCore import QEventLoop, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QColorConstants,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRasterWindow,
    QTextOption,
)

from kiosk.domain.text import LocalizedText

SILENCE = 1500  # ms after the last key
_ENDS = {0x01000004: "\r", 0x01000005: "\r", 0x01000001: "\t"}  # Qt::Key_Return, Key_Enter, Key_Tab
_GREY = "#555555"


Keys = list[tuple[str, int]]


class ScanWindow(QRasterWindow):
    """``modules``: rows of a QR code with its margin, true where it is dark."""

    heard = Signal()  # by another way than its keys: it may end. From any thread

    def __init__(self, modules: list[list[bool]], say: LocalizedText, hint: LocalizedText) -> None:
        super().__init__()
        self._modules, self._say, self._hint = modules, say, hint
        self._keys: Keys = []
        self._loop = QEventLoop()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._loop.quit)
        self.heard.connect(self._loop.quit)
        self.setTitle(f"{say.zh} · {say.en}")

    def run(self, patience: float) -> Keys:
        """Shown until a code was typed, `heard`, touched, closed, or for ``patience`` seconds. Gives what was typed, and when each
        key was pressed, in milliseconds of the events' own clock."""
        self.showFullScreen()
        self.requestActivate()
        self._timer.start(int(patience * 1000))
        self._loop.exec()
        self.hide()
        return self._keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep what is typed, and when; the window closes once nothing comes any more."""
        text = _ENDS.get(event.key(), event.text())
        if text and not event.isAutoRepeat():
            self._keys.append((text, event.timestamp()))
            self._timer.start(SILENCE)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A touch closes it."""
        self._loop.quit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """So does whoever closes it."""
        self._loop.quit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The code, its modules in whole pixels, and the words around it."""
        painter = QPainter(self)
        width, height = self.width(), self.height()
        painter.fillRect(0, 0, width, height, QColorConstants.White)
        unit = min(width, height) / 20
        rows = len(self._modules)
        cell = int(min(width, height) * 0.5 / rows)  # whole pixels: a scanner sees the edges
        side = cell * rows
        left, top = (width - side) // 2, int((height - side) * 0.55)
        for y, row in enumerate(self._modules):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(left + x * cell, top + y * cell, cell, cell, QColorConstants.Black)
        self._write(painter, self._say.zh, unit * 1.1, top - unit * 4.4)
        self._write(painter, self._say.en, unit * 0.7, top - unit * 2.6)
        painter.setPen(QColor(_GREY))
        self._write(painter, self._hint.zh, unit * 0.6, top + side + unit * 1.4)
        self._write(painter, self._hint.en, unit * 0.5, top + side + unit * 2.6)
        painter.end()

    def _write(self, painter: QPainter, text: str, size: float, top: float) -> None:
        font = QFont("Noto Sans CJK SC")
        font.setPixelSize(max(int(size), 1))
        painter.setFont(font)
        option = QTextOption(Qt.AlignmentFlag.AlignCenter)
        painter.drawText(QRectF(0, top, self.width(), size * 1.8), text, option)


def has_display() -> bool:
    """Whether Qt finds something to show a window on; it ends the process where it does not."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def application() -> QGuiApplication:
    """Whoever asks keeps it for as long as a window is shown."""
    made = QGuiApplication.instance() or QGuiApplication(["doctor"])
    assert isinstance(made, QGuiApplication)
    return made
