"""An open way to a device, with explicit timeouts and one error for the world's faults."""

from __future__ import annotations

import errno
import select
import socket
import time
from collections.abc import Callable
from typing import Protocol

from kiosk.domain.device_states import Reason
from kiosk.ports.devices import TransportError as TransportError  # drivers know it by this place

WRITE_TIMEOUT = 2.0  # without a byte being taken; how long the whole takes is the line's business


class Transport(Protocol):
    """An open way to a device; used by one thread. After a TransportError it is good for nothing but ``close``."""

    def write(self, data: bytes) -> None:
        """Send all of ``data``. Over a serial line it has then left; over TCP it may still lie on this side."""
        ...

    def read(self, max_bytes: int, timeout: float) -> bytes:
        """What has arrived, 1 to ``max_bytes`` bytes, as soon as there is any; b"" after ``timeout`` seconds of nothing."""
        ...

    def takes_no_more(self) -> bool:
        """Whether something of what was written still lies here, because the other side has no room for it."""
        ...

    def discard_input(self) -> None:
        """Forget what has arrived until now."""
        ...

    def close(self) -> None:
        """Let go of the way, also after a TransportError; nothing is done with it afterwards."""
        ...


def why_closed(error: Exception) -> Reason:
    """Why a port could not be opened."""
    taken = (errno.EBUSY, errno.EAGAIN)  # opened by another for itself alone; locked by another
    return Reason.IN_USE if getattr(error, "errno", None) in taken else Reason.NOT_FOUND


def write_all(target: int | socket.socket, send: Callable[[memoryview], int], data: bytes) -> None:
    """All of it to a file descriptor or a socket that does not block. `TransportError` SILENT where none of it is taken for
    `WRITE_TIMEOUT` seconds."""
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


def read_some(target: int | socket.socket, receive: Callable[[], bytes], timeout: float) -> bytes:
    """What has come to a file descriptor or a socket that does not block.

    Args:
        receive: reads from it once.
        timeout: seconds to wait for the first byte.

    Returns:
        At least one byte, or nothing where none came in time.

    Raises:
        TransportError: NOT_FOUND: the line was hung up.
    """
    try:
        ready, _, _ = select.select([target], [], [], max(timeout, 0.0))
        data = receive() if ready else None
    except BlockingIOError:
        return b""
    except (OSError, ValueError) as error:
        raise TransportError(Reason.NOT_FOUND) from error
    if data == b"":  # ready and yet empty
        raise TransportError(Reason.NOT_FOUND)
    return data or b""


def discard(transport: Transport) -> None:
    """Read and forget what has arrived until now."""
    # A device that babbles without end must not keep us here: a tenth of a second is more than any buffer holds.
    until = time.monotonic() + 0.1
    while time.monotonic() < until and transport.read(4096, 0.0):
        pass
