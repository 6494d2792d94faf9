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
from typing import TYPE_CHECKING

QML = Path(__file__).parent / "qml"

# The keyboard speaks pinyin, and must learn nothing: what it learns would be the last person's words.
os.environ["QT_IM_MODULE"] = "qtvirtualkeyboard"
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QT_VIRTUALKEYBOARD_STYLE", "kiosk")
os.environ["QT_QUICK_CONTROLS_STYLE"] = "Basic"
os.environ.setdefault("QSG_RENDER_LOOP", "basic")

from PySide6.QtCore import QEventLoop, QSize, QTimer, QUrl  # noqa: E402 - the environment comes first
from PySide6.QtGui import QGuiApplication  # noqa: E402
from PySide6.QtQml import QQmlComponent, QQmlEngine  # noqa: E402
from PySide6.QtQuick import QQuickWindow  # noqa: E402

from screens.no_network import NoNetwork  # noqa: E402
from screens.pictures import Pictures  # noqa: E402

if TYPE_CHECKING:
    from kiosk.domain.times import Moment
    from kiosk.ports.storage import Catalogue
    from kiosk.runtime.effect_runner import EffectRunner
    from kiosk.runtime.set_up_runner import SetUpRunner
    from screens.bridge import Bridge
    from screens.keys import Keys

BUG = 70  # exit code: an exception that nobody declared (sysexits.h, EX_SOFTWARE)
SESSION_OVER = 10  # exit code: replace this process
TOLD_TO_END = 143  # exit code: by SIGTERM, 128 + 15
CLOSED = 11  # exit code: somebody closed the window, where it may be closed: there shall be no other


def end_on_bug(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """PySide6 carries on after an exception in a slot; this program does not. The trace holds code, never values."""
    lines = traceback.format_tb(trace)
    sys.stderr.write(f"bug: {kind.__name__}\n{''.join(lines)}")
    sys.stderr.flush()
    os._exit(BUG)


class Window:
    """Made on the main thread; `run` returns the exit code of the process.

    Qt reads and compiles the pages of the first frame on a thread of its own, from here until `show`; meanwhile this one has the
    rest of the program to import.

    ``closable``: in the demo, the window may be closed. A terminal's refuses (Main.qml): there is nothing behind it for a resident.
    """

    def __init__(self, closable: bool = False) -> None:
        sys.excepthook = end_on_bug
        threading.excepthook = lambda args: end_on_bug(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
        self._application = QGuiApplication(sys.argv[:1])
        self._application.setQuitOnLastWindowClosed(closable)
        self._closable = closable
        self._engine = QQmlEngine()
        self._engine.addImportPath(str(QML))
        self._no_network = NoNetwork(QML)
        self._engine.setNetworkAccessManagerFactory(self._no_network)
        for folder in ("icons", "pictures"):
            self._engine.addImageProvider(folder, Pictures(folder))
        self._pages = [self._read("Main.qml"), self._read("pages/session/IdlePage.qml")]
        self.first_frame_at = 0.0  # monotonic seconds
        self._drawn: list[Callable[[], None]] | None = None  # what waits for the next frame

    def _read(self, name: str) -> QQmlComponent:
        url = QUrl.fromLocalFile(str(QML / name))
        return QQmlComponent(self._engine, url, QQmlComponent.CompilationMode.Asynchronous)

    def show(
        self, runner: EffectRunner | SetUpRunner, catalogue: Catalogue, now: Callable[[], Moment], size: tuple[int, int] | None
    ) -> Bridge:
        """``size``: of the window, in pixels; None: the whole screen. RuntimeError where the pages cannot be read."""
        from screens.bridge import Bridge

        self._bridge = Bridge(runner, catalogue, now)
        while any(page.isLoading() for page in self._pages):
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        made = self._pages[0].createWithInitialProperties({"bridge": self._bridge, "closable": self._closable})
        if not isinstance(made, QQuickWindow):
            raise RuntimeError(f"the pages cannot be read: {self._pages[0].errorString()}")
        self.window = made
        self._whole_screen = size is None
        if size:
            self.window.resize(QSize(*size))
            self.window.show()
        else:
            self.window.showFullScreen()
        self.window.requestActivate()
        return self._bridge

    def after_first_frame(self, work: Callable[[], None]) -> None:
        """Call ``work`` once, on Qt's thread, when the first frame stands."""
        done = False

        def once() -> None:
            nonlocal done
            if not done:
                done = True
                self.first_frame_at = time.monotonic()
                QTimer.singleShot(0, work)

        self.window.frameSwapped.connect(once)

    def redraw(self, then: Callable[[], None]) -> None:
        """Draw a frame, though nothing has changed; call ``then`` once, on Qt's thread, when it stands."""
        if self._drawn is None:
            self._drawn = []
            self.window.frameSwapped.connect(self._swapped)
        self._drawn.append(then)
        self.window.update()

    def _swapped(self) -> None:
        due, self._drawn = self._drawn or [], []
        for work in due:
            work()

    def picture(self) -> bytes:
        """Of what stands on the screen, PNG, of half the size; b"" where nothing can be taken. It draws a frame."""
        from PySide6.QtCore import QBuffer, QIODevice, Qt  # seldom

        whole = self.window.grabWindow()
        if whole.isNull():
            return b""
        half = whole.scaledToWidth(whole.width() // 2, Qt.TransformationMode.SmoothTransformation)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        saved = half.save(buffer, "PNG")  # type: ignore[call-overload] # the stubs want bytes, which it refuses
        return bytes(buffer.data().data()) if saved else b""

    def after(self, seconds: float, work: Callable[[], None]) -> None:
        """Call ``work`` once, on Qt's thread, ``seconds`` from now."""
        QTimer.singleShot(round(seconds * 1000), work)

    def furnish(self) -> None:
        """Make what the idle page does without and the next page has, before somebody waits for it."""
        import kiosk.journeys.browse.view  # noqa: F401

        self._pages.append(self._read("pages/browse/HomePage.qml"))
        self.window.setProperty("furnished", True)

    def guard(self, keys: Keys) -> None:
        """From here on no key leads out of the program; ``keys``: what tells a scanner's from a person's."""
        from screens.keys import KeyFilter

        KeyFilter(self._application, keys)
        if self._whole_screen and self._application.platformName() == "xcb":
            # What a window manager does with keys, it does before any window hears of them.
            self.window.setKeyboardGrabEnabled(True)

    def quit(self, code: int) -> None:
        """`QGuiApplication.quit` would ask the window first, and it refuses."""
        self._application.exit(code)

    def time_frames(self) -> None:
        """From here on it is known how long frames take (`longest_frame_ms`)."""
        from screens.frame_times import FrameTimes

        self._frame_times = FrameTimes(self.window)

    def longest_frame_ms(self) -> int:
        """`FrameTimes.longest_ms`"""
        return self._frame_times.longest_ms()

    def heed_term(self) -> None:
        """From here on SIGTERM ends `run`, so that what is to be written can be; before, it ends the process."""
        import signal

        from PySide6.QtCore import QSocketNotifier

        woken, wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        # While Qt waits no line of Python runs, a handler's neither: the byte has one run (signal.set_wakeup_fd).
        self._woken = QSocketNotifier(woken, QSocketNotifier.Type.Read)
        self._woken.activated.connect(lambda: os.read(woken, 64))
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, lambda _number, _frame: self.quit(TOLD_TO_END))

    def run(self) -> int:
        """SESSION_OVER, TOLD_TO_END, or CLOSED; anything else is the end of a process that nobody told to end."""
        return self._application.exec() or (CLOSED if self._closable else BUG)
