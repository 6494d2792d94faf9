"""The line between the terminal and its platform: a TCP relay on loopback that can be cut, and worse.

Commands: ``mode`` (``mode``: ``through``; ``cut``: nobody listens and open connections are reset; ``hang``: accepts and never
answers; ``portal``: answers every request 200 with a page of HTML, as a captive portal does; ``error``: answers 500;
``drip`` with ``bytes_per_second``: passes the platform's answers slowly; ``delay`` with ``seconds``: passes them late;
``truncate``: passes half of each; ``replace``: gives each question the answer to the one before; ``repeat``: asks everything
twice; ``filter`` with ``containing``: answers 403 to a request whose body holds this text, as a content filter does, and passes
all others); ``target`` (``port``): the platform listens there from now on; ``counts``. One relay, many connections, one thread.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from devices.simulation.event_loop import Command, Loop, Refused, bound

MODES = ("through", "cut", "hang", "portal", "error", "drip", "delay", "truncate", "replace", "repeat", "filter")
_MOMENT = 0.3  # seconds
_PAGE = b"<!doctype html><title>Welcome</title><p>Please accept the terms of this network."


def _response(status: bytes, kind: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    return head % (status, kind, len(body)) + body


_ANSWERS = {
    "portal": _response(b"200 OK", b"text/html", _PAGE),
    "error": _response(b"500 Internal Server Error", b"text/plain", b"error"),
}
_FILTERED = _response(b"403 Forbidden", b"text/html", b"<!doctype html><title>Blocked</title><p>Blocked by policy.")


def _length(head: bytes) -> int:
    """Of a request's body, by its head."""
    fields = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    return next((int(value) for name, _, value in fields if name == b"content-length"), 0)


class NetworkLine:
    def __init__(self, port: int, target: tuple[str, int]) -> None:
        self.loop = Loop(self.obey)
        self._target = target
        self._mode = "through"
        self._rate = 0
        self._delay = 0.0
        self._answer_before = b""
        self._open: set[socket.socket] = set()
        self._containing = b""
        self._counts = {"connections": 0, "repeated": 0, "filtered": 0}
        self._listener: socket.socket | None = None
        self._place = bound(port)
        self.port = int(self._place.getsockname()[1])
        self._listen()

    def _listen(self) -> None:
        listener = bound(self.port)
        listener.listen(64)
        listener.setblocking(False)
        self._listener = listener
        self.loop.watch(listener.fileno(), self._accept)

    def obey(self, name: str, command: Command) -> dict[str, Any] | None:
        """Do what a command says; the module's docstring lists them.

        Raises:
            Refused: there is no such command.
        """
        match name:
            case "mode":
                self._delay = float(command.get("seconds", 10.0))
                self._containing = str(command.get("containing", "")).encode()
                self._set_mode(str(command["mode"]), int(command.get("bytes_per_second", 100)))
            case "target":
                self._target = (self._target[0], int(command["port"]))
            case "counts":
                return dict(self._counts)
            case _:
                raise Refused("no such command")
        return None

    def _set_mode(self, mode: str, rate: int) -> None:
        if mode not in MODES:
            raise Refused(f"mode must be one of {', '.join(MODES)}")
        self._mode, self._rate = mode, rate
        # Whatever hung on the old line hangs no longer.
        for connection in list(self._open):
            self._reset(connection)
        if mode == "cut" and self._listener is not None:
            self.loop.unwatch(self._listener.fileno())
            self._listener.close()
            self._listener = None
        elif mode != "cut" and self._listener is None:
            self._listen()

    def _accept(self) -> None:
        assert self._listener is not None
        try:
            client, _ = self._listener.accept()
        except BlockingIOError:
            return
        self._counts["connections"] += 1
        self._keep(client)
        if self._mode in _ANSWERS:
            self.loop.watch(client.fileno(), lambda: self._answer(client, _ANSWERS[self._mode]))
        elif self._mode == "hang":
            self.loop.watch(client.fileno(), lambda: self._swallow(client))
        else:
            self._join(client)

    def _keep(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.add(connection)

    def _join(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._target, timeout=2.0)
        except OSError:
            self._reset(client)
            return
        self._keep(server)
        back = {
            "drip": self._pass_slowly,
            "delay": self._pass_late,
            "truncate": self._pass_half,
            "replace": self._pass_another,
        }.get(self._mode, self._pass)
        asked = bytearray()
        ask = {"repeat": self._pass_twice, "filter": self._pass_filtered}.get(self._mode)
        self.loop.watch(client.fileno(), (lambda: ask(client, server, asked)) if ask else (lambda: self._pass(client, server)))
        self.loop.watch(server.fileno(), lambda: back(server, client))

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        data = self._read(source)
        if not data or not self._send(sink, data):
            self._reset(source)
            self._reset(sink)

    def _pass_slowly(self, source: socket.socket, sink: socket.socket) -> None:
        data = self._read(source)
        if not data:
            self._reset(source)
            self._reset(sink)
            return
        for i in range(len(data)):
            self.loop.at(time.monotonic() + (i + 1) / self._rate, self._later(sink, data[i : i + 1]))

    def _pass_late(self, source: socket.socket, sink: socket.socket) -> None:
        if data := self._read(source):
            self.loop.at(time.monotonic() + self._delay, self._later(sink, data))
        else:
            self._reset(source)
            self._reset(sink)

    def _pass_half(self, source: socket.socket, sink: socket.socket) -> None:
        data = self._read(source)
        self._send(sink, data[: len(data) // 2])
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)  # politely, as if that were all
        self._reset(source)

    def _pass_another(self, source: socket.socket, sink: socket.socket) -> None:
        data = self._read(source)
        answer, self._answer_before = self._answer_before, data or self._answer_before
        if not data or not answer or not self._send(sink, answer):
            self._reset(source)
            self._reset(sink)

    def _pass_twice(self, source: socket.socket, sink: socket.socket, asked: bytearray) -> None:
        """A request once it is whole, and a moment later again; the second answer gets lost."""
        if request := self._whole(source, sink, asked):
            self.loop.at(time.monotonic() + _MOMENT, lambda: self._repeat(request))
            if not self._send(sink, request):
                self._reset(source)

    def _pass_filtered(self, source: socket.socket, sink: socket.socket, asked: bytearray) -> None:
        """A request once it is whole, unless it holds what is not to pass."""
        if request := self._whole(source, sink, asked):
            refused = self._containing in request.partition(b"\r\n\r\n")[2]
            self._counts["filtered"] += refused
            if not self._send(source if refused else sink, _FILTERED if refused else request):
                self._reset(source)

    def _whole(self, source: socket.socket, sink: socket.socket, asked: bytearray) -> bytes:
        """The request that is whole with what came now; b"" where it is not yet."""
        data = self._read(source)
        asked += data
        head, found, body = bytes(asked).partition(b"\r\n\r\n")
        if not data:
            self._reset(source)
            self._reset(sink)
        elif found and len(body) >= _length(head):
            request = bytes(asked)
            asked.clear()
            return request
        return b""

    def _repeat(self, request: bytes) -> None:
        with contextlib.suppress(OSError), socket.create_connection(self._target, timeout=2.0) as again:
            again.sendall(request)
            again.recv(1)
            self._counts["repeated"] += 1

    def _later(self, sink: socket.socket, data: bytes) -> Callable[[], None]:
        return lambda: None if sink not in self._open or self._send(sink, data) else self._reset(sink)

    def _answer(self, client: socket.socket, answer: bytes) -> None:
        data = self._read(client)
        if data and b"\r\n\r\n" in data:
            self._send(client, answer)
        if not data:
            self._reset(client)

    def _swallow(self, client: socket.socket) -> None:
        if not self._read(client):
            self._reset(client)

    def _read(self, connection: socket.socket) -> bytes:
        try:
            return connection.recv(65536)
        except OSError:
            return b""

    def _send(self, connection: socket.socket, data: bytes) -> bool:
        connection.setblocking(True)
        connection.settimeout(2.0)
        try:
            connection.sendall(data)
        except OSError:
            return False
        connection.setblocking(False)
        return True

    def _reset(self, connection: socket.socket) -> None:
        if connection not in self._open:
            return
        self._open.discard(connection)
        with contextlib.suppress(KeyError, ValueError):
            self.loop.unwatch(connection.fileno())
        # A reset, not a polite end: what a cut line looks like once somebody notices.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()


def main() -> None:
    """Run until stdin ends; its address is the port that the terminal connects to."""
    parser = argparse.ArgumentParser(prog="devices.network_line.simulator", description="A network line that can be cut.")
    parser.add_argument("--port", type=int, default=0, help="where the terminal connects; 0: a free one")
    parser.add_argument("--target", required=True, help="the platform: host:port")
    options = parser.parse_args()
    host, _, port = options.target.rpartition(":")
    line = NetworkLine(options.port, (host, int(port)))
    line.loop.run(address=f"127.0.0.1:{line.port}")


if __name__ == "__main__":
    main()
