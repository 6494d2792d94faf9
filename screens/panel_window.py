"""The panel's window, and where it stands beside the terminal's."""

from __future__ import annotations

import os
from pathlib import Path

# Before Qt is loaded.
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QSG_RENDER_LOOP", "basic")

import shiboken6
from PySide6.QtCore import QRect, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from screens.no_network import NoNetwork
from screens.panel import Panel
from screens.pictures import Pictures

QML = Path(__file__).parent / "qml"


class PanelWindow:
    """Made on the main thread, after the application; `close` before the application ends."""

    def __init__(self, panel: Panel) -> None:
        self._engine = QQmlApplicationEngine()
        self._no_network = NoNetwork(QML)
        self._engine.setNetworkAccessManagerFactory(self._no_network)
        self._engine.addImportPath(str(QML))
        self._engine.addImageProvider("icons", Pictures("icons"))
        self._engine.setInitialProperties({"panel": panel})
        self._engine.load(QUrl.fromLocalFile(str(QML / "Panel.qml")))
        if not self._engine.rootObjects():
            raise RuntimeError("the panel cannot be loaded")
        root = self._engine.rootObjects()[0]
        assert isinstance(root, QQuickWindow)
        self.window = root

    def show(self, place: QRect) -> None:
        """Show it at this place of the screen."""
        self.window.setGeometry(place)
        self.window.show()

    def close(self) -> None:
        """Delete the engine and all that it made, while Qt is still there."""
        del self.window
        shiboken6.delete(self._engine)


def places(screen: QRect) -> tuple[QRect, QRect]:
    """Where the terminal and the panel stand side by side: the terminal upright, the panel at its right."""
    gap = 16
    height = min(int(screen.height() * 0.92), int(screen.width() * 0.42 * 16 / 9))
    width = height * 9 // 16
    tall = int(screen.height() * 0.92)
    wide = min(screen.width() - width - 3 * gap, int(tall * 1.5))
    top = screen.y() + (screen.height() - tall) // 2
    return QRect(screen.x() + gap, top, width, height), QRect(screen.x() + width + 2 * gap, top, wide, tall)


def application() -> QGuiApplication:
    """Qt's application, which ends with its last window. One a process."""
    made = QGuiApplication(["simulator-panel"])
    made.setQuitOnLastWindowClosed(True)
    return made
