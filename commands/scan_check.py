"""The doctor's step for code scanners: a code that is known, scanned once, and what the scanner made of it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from commands.terminal_folder import FolderTaken, TerminalFolder
from devices.check_code import CHECK_CODE
from devices.code_scanner.check import Heard, in_keyboard_mode, judge
from devices.code_scanner.device import CameraSettings, KeyboardSettings, SerialScannerSettings
from devices.configured import read_devices
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.text import LocalizedText
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.technician.readiness import Readiness, device_line

if TYPE_CHECKING:
    from screens.scan_window import Keys

PATIENCE = 60.0  # seconds to take a scanner into one's hand
_SAY = LocalizedText("请用扫码器扫这个码", "Scan this code with the scanner")
_HINT = LocalizedText("扫完自动结束；触摸屏幕取消", "It ends by itself; touch the screen to cancel")


class ScanFault(Exception):
    """It cannot be tried as things are; the message says what to do."""


def check_scanner(home: TerminalFolder, patience: float = PATIENCE) -> Readiness:
    """Shows the code in a window, hears the scanner by its own way and what is typed into the window, and judges the first that
    comes. ScanFault."""
    scanner = read_devices(home.configuration().devices).of(Device.CODE_SCANNER)
    if scanner.driver is None:
        raise ScanFault(scanner.wrong or "no code scanner is configured: there is no table [code_scanner] in terminal.toml")
    try:
        lock = home.lock()
    except FolderTaken as taken:
        raise ScanFault(f"{taken}. Stop it first: it has the scanner, and the keyboard.") from None
    with lock:
        return _check(scanner.settings, scanner.driver.name, patience)


def _check(scanner: SerialScannerSettings | CameraSettings | KeyboardSettings, driver: str, patience: float) -> Readiness:
    from screens.scan_window import has_display

    if isinstance(scanner, KeyboardSettings):
        if not has_display():
            raise ScanFault("a scanner that types is tried on the terminal's own screen: set DISPLAY, as in DISPLAY=:0")
        return Readiness(judge(_heard(_show(patience)), driver, scanner.gap_ms))
    listener = _Listener(scanner, patience)
    keys = _show(patience, listener) if has_display() else _print(listener)
    if isinstance(listener.came, Reason):
        status = DeviceStatus(StatusKind.UNAVAILABLE, listener.came)
        return Readiness((device_line(Device.CODE_SCANNER, status, scanner.address),))
    if listener.came is None and len(keys) > 1:
        return Readiness((in_keyboard_mode(),))
    return Readiness(judge(listener.came, driver))


def _heard(keys: Keys) -> Heard | None:
    if not keys:
        return None
    gaps = tuple(max(after - before, 0) for (_, before), (_, after) in pairwise(keys))
    return Heard("".join(text for text, _ in keys), gaps)


class _Listener:
    """To a scanner that does not type, on a thread of its own."""

    def __init__(self, scanner: SerialScannerSettings | CameraSettings, patience: float) -> None:
        self.came: Heard | Reason | None = None
        self._scanner = scanner
        self._until = time.monotonic() + patience
        self._stopped = threading.Event()

    def start(self, then: Callable[[], None]) -> None:
        from devices.code_scanner.listening import listen

        def work() -> None:
            self.came = listen(self._scanner, lambda: not self._stopped.is_set() and time.monotonic() < self._until)
            then()

        self._thread = threading.Thread(target=work, name="scan-check", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        self._thread.join()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()


def _show(patience: float, listener: _Listener | None = None) -> Keys:
    import segno

    from screens.scan_window import ScanWindow, application

    qt = application()
    window = ScanWindow([list(map(bool, row)) for row in segno.make_qr(CHECK_CODE, error="M").matrix_iter(border=4)], _SAY, _HINT)
    if listener is not None:
        listener.start(window.heard.emit)
    keys = window.run(patience)
    if listener is not None:
        listener.stop()  # before the window goes, to which it tells that it heard
    del window, qt
    return keys


def _print(listener: _Listener) -> Keys:
    import segno

    sys.stderr.write(f"{_SAY.zh} · {_SAY.en}\n")
    segno.make_qr(CHECK_CODE, error="L").terminal(sys.stderr, compact=True)
    listener.start(lambda: None)
    listener.wait()
    return []
