"""The terminal's window: Qt's application and engine around one session, from the first frame to the last.

Nothing is imported or started before the first frame that the first frame does not need: devices and the sync engine begin once
it stands (design, section 12).
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

QML = Path(__file__).parent / "qml"

# The keyboard speaks pinyin, and must learn nothing: what it learns would be the last person's words.
os.environ["QT_IM_MODULE"] = "qtvirtualkeyboard"
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QT_VIRTUALKEYBOARD_STYLE", "kiosk")
os.environ["QT_QUICK_CONTROLS_STYLE"] = "Basic"
os.environ.setdefault("QSG_RENDER_LOOP", "basic")

from PySide6.QtCore import QSize, QTimer, QUrl  # noqa: E402 - the environment comes first
from PySide6.QtGui import QGuiApplication  # noqa: E402
from PySide6.QtQml import QQmlApplicationEngine  # noqa: E402
from PySide6.QtQuick import QQuickWindow  # noqa: E402

from kiosk.domain.times import Moment  # noqa: E402
from kiosk.ports.storage import Catalogue  # noqa: E402
from kiosk.session.performer import Performer  # noqa: E402
from screens.pictures import Pictures  # noqa: E402
from screens.stage import Stage  # noqa: E402

BUG = 70  # exit code: an exception that nobody declared (sysexits.h, EX_SOFTWARE)
SESSION_OVER = 10  # exit code: replace this process


def end_on_bug(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """PySide6 carries on after an exception in a slot; this program does not. The trace holds code, never values."""
    lines = traceback.format_tb(trace)
    sys.stderr.write(f"bug: {kind.__name__}\n{''.join(lines)}")
    sys.stderr.flush()
    os._exit(BUG)


class Window:
    """Made on the main thread; `run` returns the exit code of the process."""

    def __init__(self, size: tuple[int, int] | None) -> None:
        sys.excepthook = end_on_bug
        threading.excepthook = lambda args: end_on_bug(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
        self._size = size
        self._application = QGuiApplication(sys.argv[:1])
        self._application.setQuitOnLastWindowClosed(True)
        self.code = 0
        self.first_frame_at = 0.0  # monotonic seconds

    def show(self, performer: Performer, catalogue: Catalogue, now: Callable[[], Moment]) -> Stage:
        self._stage = Stage(performer, catalogue, now)
        self._engine = QQmlApplicationEngine()
        self._engine.addImportPath(str(QML))
        for folder in ("icons", "pictures"):
            self._engine.addImageProvider(folder, Pictures(folder))
        self._engine.setInitialProperties({"stage": self._stage})
        self._engine.load(QUrl.fromLocalFile(str(QML / "Main.qml")))
        if not self._engine.rootObjects():
            raise RuntimeError("the pages cannot be loaded")
        root = self._engine.rootObjects()[0]
        assert isinstance(root, QQuickWindow)
        self.window = root
        if self._size:
            self.window.resize(QSize(*self._size))
            self.window.show()
        else:
            self.window.showFullScreen()
        self.window.requestActivate()
        return self._stage

    def after_first_frame(self, work: Callable[[], None]) -> None:
        done = False

        def once() -> None:
            nonlocal done
            if not done:
                done = True
                self.first_frame_at = time.monotonic()
                QTimer.singleShot(0, work)

        self.window.frameSwapped.connect(once)

    def quit(self, code: int) -> None:
        self.code = code
        self._application.quit()

    def run(self) -> int:
        self._application.exec()
        return self.code
