"""Connections to a platform that one opens by hand, and what one says on them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


def head(path: str, length: int, more: str = "") -> bytes:
    """Of a POST whose body has so many bytes."""
    about = f"Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{more}"
    return f"POST {path} HTTP/1.1\r\n{about}\r\n".encode()


@contextmanager
def connections(port: int, number: int, says: bytes) -> Iterator[list[socket.socket]]:
    """So many connections, each of which has said this and says no more."""
    held: list[socket.socket] = []
    try:
        for _ in range(number):
            held.append(socket.create_connection(("127.0.0.1", port), timeout=10))
            held[-1].sendall(says)
        yield held
    finally:
        for one in held:
            one.close()
