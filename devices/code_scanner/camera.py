"""The driver of a camera as a code scanner. The camera is on while a code is waited for, and for two seconds after that."""

from __future__ import annotations

import contextlib
import time

from devices.camera.camera_process import ANSWER_TIMEOUT, CameraProcess
from devices.transports.transport import TransportError
from kiosk.domain.device_states import Reason
from kiosk.ports.devices import CodeNotText, CodeOutcome, CodeScanned, CodeUnreadable, DeviceStatus, NoCode, ScannerUnavailable

_OLDEST = 5.0  # seconds from the picture to here
_SLICE = 1.0


class CameraScanner:
    """``address``: see `devices.camera.frame_source`. Frames stay in the child, and are never written anywhere.

    A code counts if it is in a frame taken after ``arm``, and after the code before it; one that stays in the picture counts again.
    """

    def __init__(self, address: str, width: int = 1280, height: int = 720) -> None:
        self._camera = CameraProcess(address, width, height)
        self._since = time.monotonic()

    @property
    def pid(self) -> int | None:
        """Of the child that runs now."""
        return self._camera.pid

    def status(self) -> DeviceStatus:
        """As `CameraProcess.status` tells it."""
        return self._camera.status()

    def arm(self) -> None:
        """Also switches the camera on, and does not wait until it is."""
        self._since = time.monotonic()
        with contextlib.suppress(TransportError):  # scan() says so
            self._camera.ask("open", ANSWER_TIMEOUT)

    def scan(self, timeout: float) -> CodeOutcome:
        """With the start of the child (half a second) beyond ``timeout`` where it does not run yet."""
        until = time.monotonic() + timeout
        try:
            while True:
                seconds = min(max(until - time.monotonic(), 0.0), _SLICE)
                told = self._camera.ask("scan", seconds + ANSWER_TIMEOUT, after=self._since, seconds=seconds).values
                now = time.monotonic()
                if "taken" in told and now - float(told["taken"]) <= _OLDEST:
                    self._since = now
                    if "text" in told:
                        return CodeScanned(str(told["text"]), str(told["symbology"]))
                    return CodeNotText() if told.get("not_text") else CodeUnreadable(Reason(str(told["unreadable"])))
                if now >= until:
                    return NoCode()
        except TransportError as error:
            return ScannerUnavailable(error.reason)

    def close(self) -> None:
        """End the child; the camera is off."""
        self._camera.close()
