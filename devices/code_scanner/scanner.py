"""The driver of a code scanner in serial mode (USB-COM or RS-232), over any transport."""

from __future__ import annotations

import time
from collections.abc import Callable

from devices.code_scanner.codec import ScanParser
from devices.transports import Transport, TransportError
from kiosk.ports.devices import CodeOutcome, CodeUnreadable, DeviceStatus, NoCode, Reason, ScannerUnavailable, StatusKind

_GAP_TIMEOUT = 0.5  # between two bytes of one code; at 9600 baud the longest code takes 4.5 s, but never pauses so long
_READ_SIZE = 4096


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
        try:
            self._drop_arrived()  # also how an unplug is noticed
        except TransportError as error:
            self.close()
            return DeviceStatus(StatusKind.UNAVAILABLE, error.reason)
        return DeviceStatus(StatusKind.READY)

    def arm(self) -> None:
        try:
            self._drop_arrived()
        except TransportError:
            self.close()  # scan() says so

    def scan(self, timeout: float) -> CodeOutcome:
        """One code. The beginning of a code outlasts the call: the next call goes on with it, or finds it broken off."""
        until = time.monotonic() + timeout
        try:
            transport = self._open()
            while True:
                wait_until = min(until, self._last_byte + _GAP_TIMEOUT) if self._parser.pending else until
                data = transport.read(_READ_SIZE, wait_until - time.monotonic())
                now = time.monotonic()
                if data:
                    self._last_byte = now
                    codes = self._parser.feed(data)
                    if codes:  # a second one in the same breath was not asked for
                        return codes[0]
                elif self._parser.pending and now >= self._last_byte + _GAP_TIMEOUT:
                    skipping = self._parser.skipping
                    self._parser.reset()
                    if not skipping:
                        return CodeUnreadable(Reason.GARBLED)
                if now >= until:
                    return NoCode()
        except TransportError as error:
            self.close()
            return ScannerUnavailable(error.reason)

    def close(self) -> None:
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
        while data := transport.read(_READ_SIZE, 0.0):
            self._parser.feed(data)
            self._last_byte = time.monotonic()
            if self._last_byte > until:
                break
        if self._parser.pending and time.monotonic() >= self._last_byte + _GAP_TIMEOUT:
            self._parser.reset()
        self._parser.skip_rest()
