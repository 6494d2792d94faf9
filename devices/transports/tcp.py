"""A TCP connection, and its address in the configuration."""

from __future__ import annotations

import contextlib
import socket
import struct

from devices.transports.transport import TransportError, discard, read_some, write_all
from kiosk.domain.device_states import Reason

CONNECT_TIMEOUT = 1.0
_INFO = struct.Struct("16xI124xI80xI")  # of struct tcp_info (linux/tcp.h): tcpi_snd_mss, tcpi_notsent_bytes, tcpi_snd_wnd


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
        write_all(self._socket, self._socket.send, data)

    def read(self, max_bytes: int, timeout: float) -> bytes:
        return read_some(self._socket, lambda: self._socket.recv(max_bytes), timeout)

    def takes_no_more(self) -> bool:
        """By what the other side last said of its window (RFC 9293, 3.8.6); false where the kernel does not tell (before 5.4)."""
        told = self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
        if len(told) < _INFO.size:
            return False
        segment, unsent, window = _INFO.unpack(told)
        return bool(unsent) and window < segment

    def discard_input(self) -> None:
        discard(self)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.close()


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
