"""How bytes reach a device: a serial port or a TCP connection, with explicit timeouts and one error for the world's faults."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from kiosk.ports.devices import Reason

if TYPE_CHECKING:
    import serial

WRITE_TIMEOUT = 2.0  # without a byte being taken; how long the whole takes is the line's business
CONNECT_TIMEOUT = 1.0


class TransportError(Exception):
    """The device could not be reached, or is gone. Stays inside ``devices``; drivers turn it into a value."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Transport(Protocol):
    """An open way to a device; used by one thread. After a TransportError it is good for nothing but ``close``."""

    def write(self, data: bytes) -> None:
        """Send all of ``data``. Over a serial line it has then left; over TCP it may still lie on this side."""
        ...

    def read(self, max_bytes: int, timeout: float) -> bytes:
        """What has arrived, 1 to ``max_bytes`` bytes, as soon as there is any; b"" after ``timeout`` seconds of nothing."""
        ...

    def discard_input(self) -> None:
        """Forget what has arrived until now."""
        ...

    def close(self) -> None: ...


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
            raise TransportError(_why_closed(error)) from error
        self._fd = self._port.fileno()
        self._byte_time = 10 / baud  # start, 8 bits, stop

    def write(self, data: bytes) -> None:
        """Returns when the line has taken it all: a timeout for the answer must not run while the question is still leaving."""
        fd = self._fd
        _write_all(fd, lambda piece: os.write(fd, piece), data)
        try:
            waiting, since = self._port.out_waiting, time.monotonic()
            while waiting:
                time.sleep(min(waiting * self._byte_time, 0.05))
                before, waiting = waiting, self._port.out_waiting
                if waiting != before:
                    since = time.monotonic()
                elif time.monotonic() - since > WRITE_TIMEOUT:
                    raise TransportError(Reason.SILENT)
        except OSError as error:
            raise TransportError(Reason.NOT_FOUND) from error

    def read(self, max_bytes: int, timeout: float) -> bytes:
        try:
            ready, _, _ = select.select([self._fd], [], [], max(timeout, 0.0))
            data = os.read(self._fd, max_bytes) if ready else None
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise TransportError(Reason.NOT_FOUND) from error
        if data == b"":  # ready and yet empty: the line was hung up
            raise TransportError(Reason.NOT_FOUND)
        return data or b""

    def discard_input(self) -> None:
        _discard(self)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._port.close()


class PrinterFile:
    """A printer on USB, as the kernel's usblp driver shows it: ``/dev/usb/lp0``. One opening at a time."""

    def __init__(self, path: str) -> None:
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise TransportError(_why_closed(error)) from error

    def write(self, data: bytes) -> None:
        fd = self._fd
        _write_all(fd, lambda piece: os.write(fd, piece), data)

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

    def discard_input(self) -> None:
        _discard(self)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._fd)


class TcpTransport:
    """A TCP connection to ``host:port``. Connecting takes at most `CONNECT_TIMEOUT` once the name is resolved.

    Use an address and not a name where it matters: the resolver has timeouts of its own that nobody can set from here.
    """

    def __init__(self, host: str, port: int) -> None:
        try:
            self._socket = socket.create_connection((host, port), timeout=CONNECT_TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            self._socket.setblocking(False)
        except OSError as error:
            raise TransportError(Reason.NOT_FOUND) from error

    def write(self, data: bytes) -> None:
        _write_all(self._socket, self._socket.send, data)

    def read(self, max_bytes: int, timeout: float) -> bytes:
        try:
            ready, _, _ = select.select([self._socket], [], [], max(timeout, 0.0))
            data = self._socket.recv(max_bytes) if ready else None
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise TransportError(Reason.NOT_FOUND) from error
        if data == b"":
            raise TransportError(Reason.NOT_FOUND)
        return data or b""

    def discard_input(self) -> None:
        _discard(self)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.close()


def _why_closed(error: Exception) -> Reason:
    taken = (errno.EBUSY, errno.EAGAIN)  # opened by another for itself alone; locked by another
    return Reason.IN_USE if getattr(error, "errno", None) in taken else Reason.NOT_FOUND


def _write_all(target: int | socket.socket, send: Callable[[memoryview], int], data: bytes) -> None:
    left = memoryview(data)
    while left:
        try:
            _, ready, _ = select.select([], [target], [], WRITE_TIMEOUT)
            if not ready:
                raise TransportError(Reason.SILENT)
            left = left[send(left) :]
        except BlockingIOError:
            continue
        except (OSError, ValueError) as error:
            raise TransportError(Reason.NOT_FOUND) from error


def _discard(transport: Transport) -> None:
    # A device that babbles without end must not keep us here: a tenth of a second is more than any buffer holds.
    until = time.monotonic() + 0.1
    while time.monotonic() < until and transport.read(4096, 0.0):
        pass


def parse_host_port(address: str) -> tuple[str, int] | None:
    """``192.0.2.7:9100``, ``printer.local:9100`` or ``[2001:db8::7]:9100``; None for anything else."""
    host, colon, port = address.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        return None
    if not colon or not host or not (port.isascii() and port.isdigit()) or not 1 <= int(port) <= 65535:
        return None
    return host, int(port)
