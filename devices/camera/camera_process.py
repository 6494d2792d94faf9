"""A camera as its drivers share it: the child, its faults, and the truth about whether it works."""

from __future__ import annotations

import time
from typing import Any

from devices.camera.frame_source import GARBLED, NOT_FOUND, SILENT, STUCK, present
from devices.transports.discovery import camera as find_camera
from devices.transports.transport import TransportError
from kiosk.child_process.client import Child, Told
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import DeviceStatus

ANSWER_TIMEOUT = 4.0  # seconds beyond what is asked for: covers the start of the child
_PROOF = 8.0  # for the first picture: some cameras take seconds to be switched on
_REST = 20.0  # without a question, until the child is ended: memory is given back, and no picture is left in it
_REASONS = {NOT_FOUND: Reason.NOT_FOUND, SILENT: Reason.SILENT, STUCK: Reason.SILENT, GARBLED: Reason.GARBLED}


class CameraProcess:
    """``address``: see `devices.camera.frame_source`, or ``auto`` for the first camera that there is; ``width`` and ``height`` are
    wished for. Used by one thread."""

    def __init__(self, address: str, width: int, height: int) -> None:
        self._wanted = address
        self._size = [str(width), str(height)]
        self._address = ""
        self._child = Child("devices.camera.camera_child")
        self._proven = False
        self._asked = 0.0

    @property
    def pid(self) -> int | None:
        """Of the child that runs now."""
        return self._child.pid

    def status(self) -> DeviceStatus:
        """READY: it gave a picture when it was last switched on, and is still there. It is switched on to prove that, but only
        after its start and after a failure: a camera whose light goes on by itself frightens people."""
        try:
            self._check()
            if not self._proven:
                self.ask("status", _PROOF + ANSWER_TIMEOUT, seconds=_PROOF)
                # It is well, and nobody wants a picture yet: its light goes off, and its 70 MB with it.
                self._child.close()
            elif time.monotonic() - self._asked > _REST:
                self._child.close()
        except TransportError as error:
            return DeviceStatus(StatusKind.UNAVAILABLE, error.reason, self._wanted)
        return DeviceStatus(StatusKind.READY, detail=self._address)

    def ask(self, ask: str, timeout: float, **values: Any) -> Told:
        """`TransportError`, after which the child is gone: a camera that stopped may hold a thread of it for ever."""
        self._check()
        try:
            told = self._child.ask(ask, timeout, **values)
        except TransportError:
            self.close()
            raise
        self._asked = time.monotonic()
        self._proven = self._proven or ask == "status"
        return told

    def close(self) -> None:
        """End the child; the next question starts another, which has to show a frame before the camera is READY again."""
        self._child.close()
        self._proven = False

    def _check(self) -> None:
        """`TransportError` NOT_FOUND where it is not there. A camera that was found is kept to while it is."""
        if self._address and present(self._address):
            return
        self.close()
        self._address = find_camera() if self._wanted == "auto" else self._wanted
        self._child = Child("devices.camera.camera_child", [self._address, *self._size], _REASONS)
        if not present(self._address):
            raise TransportError(Reason.NOT_FOUND)
