"""The driver of a code scanner in serial mode (USB-COM or RS-232), over any transport."""

from __future__ import annotations

import time
from collections.abc import Callable

from devices.code_scanner.codec import ScanParser
from devices.transports.transport import Transport, TransportError
from kiosk.domain.device_states import StatusKind
from kiosk.ports.devices import CodeOutcome, DeviceStatus, NoCode, ScannerUnavailable

_READ_SIZE = 4096


def open_port(address: str, baud: int) -> Transport:
    """``address`` as in `devices.transports.discovery`; ``auto``: the first scanner in USB-COM mode. `TransportError`."""
    from devices.transports.discovery import scanner_port, serial_path
    from devices.transports.serial_port import SerialTransport

    return SerialTransport(scanner_port() if address == "auto" else serial_path(address), baud)


class SerialScanner:
    """``connect`` opens the transport (`TransportError` if it cannot).

    A scanner in this mode takes no questions: READY means that its port is there, and no more can be known.
    """

    def __init__(self, connect: Callable[[], Transport]) -> None:
        self._connect = connect
        self._transport: Transport | None = None
        self._parser = ScanParser()
        self._last_byte = 0.0

    def status(self) -> DeviceStatus:
        """READY while its port is there, which is opened where it is not; what was scanned meanwhile is dropped."""
        try:
            self._drop_arrived()  # also how an unplug is noticed
        except TransportError as error:
            self.close()
            return DeviceStatus(StatusKind.UNAVAILABLE, error.reason)
        return DeviceStatus(StatusKind.READY)

    def arm(self) -> None:
        """From here on codes count: what has arrived until now is dropped."""
        try:
            self._drop_arrived()
        except TransportError:
            self.close()  # scan() says so

    def scan(self, timeout: float) -> CodeOutcome:
        """One code. The beginning of a code outlasts the call: the next call goes on with it, or finds it over.

        That a code is over is told by a reading that waited for silence, never by how late this thread came to look.
        """
        until = time.monotonic() + timeout
        try:
            transport = self._open()
            while True:
                quiet = self._parser.quiet
                over_at = None if quiet is None else self._last_byte + quiet
                wait_until = until if over_at is None else min(until, over_at)
                data = transport.read(_READ_SIZE, wait_until - time.monotonic())
                now = time.monotonic()
                if data:
                    self._last_byte = now
                    if codes := self._parser.feed(data):  # a second one in the same breath was not asked for
                        return codes[0]
                elif over_at is not None and over_at <= until and (code := self._parser.take()) is not None:
                    return code
                if now >= until:
                    return NoCode()
        except TransportError as error:
            self.close()
            return ScannerUnavailable(error.reason)

    def close(self) -> None:
        """Close the port, and forget half a code."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None
        self._parser.reset()

    def _open(self) -> Transport:
        if self._transport is None:
            self._transport = self._connect()
        return self._transport

    def _drop_arrived(self) -> None:
        """Read what is there and forget it; of a code that is just arriving, the rest will be dropped too."""
        transport = self._open()
        until = time.monotonic() + 0.1
        looked_at = time.monotonic()
        while data := transport.read(_READ_SIZE, 0.0):
            self._parser.feed(data)
            looked_at = self._last_byte = time.monotonic()
            if looked_at > until:
                break
        quiet = self._parser.quiet
        if quiet is not None and looked_at >= self._last_byte + quiet:
            self._parser.reset()
        self._parser.skip_rest()
