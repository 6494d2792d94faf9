"""The processes of a platform as the kernel sees them, and what one sends them by hand."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def children(pid: int) -> list[int]:
    """Of a process, all generations."""
    direct = [int(word) for file in Path(f"/proc/{pid}/task").glob("*/children") for word in file.read_text().split()]
    return [*direct, *(below for child in direct for below in children(child))]


def is_running(pid: int) -> bool:
    """Not where it is gone, or only waits for somebody to ask how it ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def workers(pid: int, role: str) -> list[int]:
    """The processes that answer requests of this role (``api`` or ``console``), of the platform whose first process this is."""
    first = [child for child in children(pid) if f"serving.server\0{role}" in Path(f"/proc/{child}/cmdline").read_text()]
    return [child for child in first if not children(child)]


def resident(pid: int) -> int:
    """Bytes of memory that a process holds now."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


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
