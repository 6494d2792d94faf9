"""A printer on USB as a file of the kernel's."""

from __future__ import annotations

import contextlib
import os
import select
import time

from devices.transports.transport import TransportError, discard, why_closed, write_all
from kiosk.domain.device_states import Reason


class PrinterFile:
    """A printer on USB, as the kernel's usblp driver shows it: ``/dev/usb/lp0``. One opening at a time."""

    def __init__(self, path: str) -> None:
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise TransportError(why_closed(error)) from error

    def write(self, data: bytes) -> None:
        """Send all of it to the kernel.

        Raises:
            TransportError: SILENT where the printer takes nothing for `WRITE_TIMEOUT` seconds, NOT_FOUND where it is gone.
        """
        fd = self._fd
        write_all(fd, lambda piece: os.write(fd, piece), data)

    def read(self, max_bytes: int, timeout: float) -> bytes:
        """usblp also says "ready" with nothing there, and a read then gives b"": that is no hang-up, the device is there."""
        until = time.monotonic() + timeout
        while True:
            try:
                select.select([self._fd], [], [], max(until - time.monotonic(), 0.0))
                if data := os.read(self._fd, max_bytes):
                    return data
            except BlockingIOError:
                pass
            except (OSError, ValueError) as error:
                raise TransportError(Reason.NOT_FOUND) from error
            left = until - time.monotonic()
            if left <= 0:
                return b""
            time.sleep(min(0.01, left))

    def takes_no_more(self) -> bool:
        """Never: the kernel takes what the printer has room for."""
        return False

    def discard_input(self) -> None:
        """Forget what has arrived until now."""
        discard(self)

    def close(self) -> None:
        """Give the file back to others."""
        with contextlib.suppress(OSError):
            os.close(self._fd)
