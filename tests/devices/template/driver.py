"""The driver of a status lamp: it is asked ``?`` and answers ``ok``."""

from __future__ import annotations

from collections.abc import Callable

from devices.transports.transport import Transport, TransportError
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import DeviceStatus

_TIMEOUT = 1.0


class StatusLamp:
    """``connect`` opens the transport (`TransportError` if it cannot)."""

    def __init__(self, connect: Callable[[], Transport]) -> None:
        self._connect = connect
        self._transport: Transport | None = None

    def status(self) -> DeviceStatus:
        try:
            answer = self._ask(b"?\n")
        except TransportError as error:
            self.close()
            return DeviceStatus(StatusKind.UNAVAILABLE, error.reason)
        if answer != b"ok\n":
            return DeviceStatus(StatusKind.UNKNOWN, Reason.GARBLED)
        return DeviceStatus(StatusKind.READY, detail="lamp")

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _ask(self, question: bytes) -> bytes:
        if self._transport is None:
            self._transport = self._connect()
        self._transport.write(question)
        answer = b""
        while not answer.endswith(b"\n"):
            data = self._transport.read(64, _TIMEOUT)
            if not data:
                raise TransportError(Reason.SILENT)
            answer += data
        return answer
