"""A serial port, a USB serial converter, a pty: whatever is a tty."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from devices.transports import transport
from devices.transports.transport import TransportError, discard, read_some, why_closed, write_all
from kiosk.domain.device_states import Reason

if TYPE_CHECKING:
    import serial


class SerialTransport:
    """A tty by its path: a port, a USB serial converter, a pty. 8N1, no flow control, opened for ourselves alone.

    Reads go straight to the file descriptor: pyserial waits for a full count of bytes, and sets the port up anew at every
    change of its timeout.
    """

    def __init__(self, address: str, baud: int) -> None:
        import serial  # 20 ms of import, paid by the device's own thread

        try:
            self._port: serial.Serial = serial.Serial(address, baud, timeout=0, write_timeout=0, exclusive=True)
        except (OSError, ValueError) as error:  # SerialException is an OSError
            raise TransportError(why_closed(error)) from error
        self._fd = self._port.fileno()
        self._byte_time = 10 / baud  # start, 8 bits, stop

    def write(self, data: bytes) -> None:
        """Returns when the line has taken it all: a timeout for the answer must not run while the question is still leaving."""
        fd = self._fd
        write_all(fd, lambda piece: os.write(fd, piece), data)
        try:
            waiting, since = self._port.out_waiting, time.monotonic()
            while waiting:
                time.sleep(min(waiting * self._byte_time, 0.05))
                before, waiting = waiting, self._port.out_waiting
                if waiting != before:
                    since = time.monotonic()
                elif time.monotonic() - since > transport.WRITE_TIMEOUT:
                    raise TransportError(Reason.SILENT)
        except OSError as error:
            raise TransportError(Reason.NOT_FOUND) from error

    def read(self, max_bytes: int, timeout: float) -> bytes:
        return read_some(self._fd, lambda: os.read(self._fd, max_bytes), timeout)

    def takes_no_more(self) -> bool:
        """Never: `write` waits until all has left."""
        return False

    def discard_input(self) -> None:
        discard(self)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._port.close()
