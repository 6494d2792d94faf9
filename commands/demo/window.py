"""The demo to be touched: the terminal in a window, and beside it a panel to lay cards, show codes and make devices fail.

Two windows, one end: closing either ends the terminal, the simulated devices and the platform.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import FrameType, TracebackType

from PySide6.QtCore import QObject, QRect, QSocketNotifier, Signal, Slot
from PySide6.QtGui import QGuiApplication

from commands.demo.model_district import ModelDistrict, read_code
from devices.panel import panel_parts
from devices.simulation.process import SimulatorError
from devices.smart_card_reader import private_pcscd
from kiosk.ports.simulator_panel import Simulators
from screens.panel import Panel
from screens.panel_window import PanelWindow, application, places

MAIN = Path(__file__).parents[2] / "main.py"
PAPER_SPEED = 150.0  # mm a second, as an ordinary receipt printer
BUG = 70  # exit code: an exception that nobody declared
KEEPER_PATIENCE = 3.0  # seconds between two requests to end
STARTING = "The platform, the simulated devices and the terminal start; this takes a few seconds."
NO_SMART_CARD = "No reader for social security cards in this demo; it lacks: "
STARTED = """
Two windows are open.
  The terminal: touch it with the mouse, as a resident would with a finger.
  The simulator panel: lay a card, show a code, take the paper away, cut the network; receipts come out there.
Try this: touch the terminal, search for jlk, touch the first service and begin; lay the first card when you are asked for it.
Ctrl+C here, or closing either window, ends everything.
"""
ENDING = "Ending: the terminal, the devices and the platform are told to stop."
# What Qt's own libraries say of themselves at every start would bury the words above.
QUIET = "qt.multimedia.symbolsresolver=false;qt.qml.propertyCache.append=false;qt.virtualkeyboard.pinyin=false"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def show_demo(home: Path) -> int:
    """The demo to be touched, until a window is closed or a signal comes.

    Args:
        home: folder of the district.

    Returns:
        Exit code, as of `Show.run`.
    """
    qt = application()
    show = Show(home, qt)
    code = show.run()
    del show, qt
    return code


class Show(QObject):
    """The district, the keeper of the terminal, the panel; each waited for by a thread that is not Qt's."""

    _opened = Signal(object)  # None, or what went wrong
    _left = Signal(int)  # the terminal's window was closed

    def __init__(self, home: Path, qt: QGuiApplication) -> None:
        super().__init__()
        self._qt = qt
        self._code = 0
        self._keeper: subprocess.Popen[bytes] | None = None
        self._panel = Panel(date.today(), panel_parts())  # noqa: DTZ011 - the day on the wall
        self._district = ModelDistrict(home, paper_speed=PAPER_SPEED, social=not private_pcscd.missing())
        self._district.on_card = lambda event: self._panel.hear("reader", event)
        self._district.on_social = lambda event: self._panel.hear("slot", event)
        self._district.on_scanner = lambda event: self._panel.hear("scanner", event)
        self._district.on_printer = lambda event: self._panel.hear("printer", event)
        self._terminal_place, panel_place = places(qt.primaryScreen().availableGeometry())
        self._window = PanelWindow(self._panel)
        self._window.show(panel_place)
        self._panel.faulted.connect(self._bug)
        self._opened.connect(self._take_opened)
        self._left.connect(self._take_left)
        self._opening = threading.Thread(target=self._open, args=(self._terminal_place,), name="opening")

    def run(self) -> int:
        """Show the windows until the demo is to end, and end all that was started.

        Returns:
            Exit code: 0; 1 where the demo could not start or the terminal failed; `BUG` after an exception that nobody declared.
        """
        hook, sys.excepthook = sys.excepthook, self._end_on_bug
        listening = _Interrupts(self._qt.quit)
        print(STARTING, flush=True)
        if lacking := private_pcscd.missing():
            print(NO_SMART_CARD + lacking, flush=True)
        self._opening.start()
        try:
            self._qt.exec()
        finally:
            self._end()
            listening.close()
            sys.excepthook = hook
        return self._code

    def _open(self, place: QRect) -> None:
        # An interrupt at the keyboard is for this process: what it starts from here is ended in order.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._district.start()
            window = ("--size", f"{place.width()}x{place.height()}", "--place", f"{place.x()},{place.y()}", "--closable")
            self._keeper = subprocess.Popen(
                [sys.executable, str(MAIN), "run", "--home", str(self._district.home.path), *window],
                env={"QT_LOGGING_RULES": QUIET, **os.environ, **self._district.environment},
            )
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is told, and ends the demo
            self._opened.emit(fault)
            return
        self._opened.emit(None)
        self._keeper.wait()
        self._left.emit(self._keeper.returncode)

    @Slot(object)
    def _take_opened(self, fault: Exception | None) -> None:
        if fault is not None:
            sys.stderr.write(f"the demo cannot start: {type(fault).__name__}: {fault}\n")
            self._code = 1
            self._qt.quit()
            return
        print(STARTED, flush=True)
        district = self._district
        self._panel.attach(
            Simulators(
                of={
                    "reader": district.card,
                    "scanner": district.scanner,
                    "printer": district.printer,
                    "line": district.line,
                    "camera": district.camera,
                    "phone": district.phone,
                    **({"slot": district.social} if district.social else {}),
                },
                pages=None if district.prints_to_queue else district.pages,
                pictures=district.folder / "pictures",
                read_code=read_code,
                draw_page=draw_page,
                errors=(SimulatorError,),
            )
        )

    @Slot(int)
    def _take_left(self, code: int) -> None:
        self._code = self._code or (1 if code else 0)
        self._qt.quit()

    @Slot(object)
    def _bug(self, fault: BaseException) -> None:
        self._end_on_bug(type(fault), fault, fault.__traceback__)

    def _end_on_bug(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """Unlike the terminal's own process, this one has others to end first."""
        traceback.print_exception(kind, fault, trace)
        self._code = BUG
        self._qt.quit()

    def _end(self) -> None:
        """Whoever is being started is waited for: only what has begun can be ended."""
        print(ENDING, flush=True)
        self._window.window.hide()
        self._panel.close()
        while self._opening.is_alive():
            if self._keeper is not None:
                self._keeper.terminate()
            self._opening.join(KEEPER_PATIENCE)
        self._district.stop()
        self._window.close()


class _Interrupts:
    """Ctrl+C and its like, while Qt waits: a signal wakes nothing in Qt, a socket does."""

    def __init__(self, then: object) -> None:
        self._ours, theirs = socket.socketpair()
        self._theirs = theirs
        self._ours.setblocking(False)
        theirs.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(then)
        self._wake_before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _nothing) for number in SIGNALS}

    def close(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wake_before)
        for number, handler in self._before.items():
            with suppress(TypeError):
                signal.signal(number, handler)
        self._ours.close()
        self._theirs.close()


def _nothing(number: int, frame: FrameType | None) -> None:
    """The socket tells it."""


def draw_page(pdf: Path, picture: Path) -> None:
    """Draw the first page of a PDF at 200 dpi as a PNG, which appears under its name only when it is whole."""
    import pypdfium2

    part = picture.with_suffix(".part.png")
    with pypdfium2.PdfDocument(pdf) as document:
        document[0].render(scale=200 / 72).to_pil().save(part)
    part.replace(picture)
