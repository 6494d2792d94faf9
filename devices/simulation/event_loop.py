"""The one loop of a simulator: file descriptors, timers, and JSON lines on stdin. One thread, so nothing happens at once.

``{"command": "wait", "seconds": 5}`` and ``{"command": "wait", "event": "receipt"}`` hold back the lines after them, so that a file
of lines is a script: ``cat script.jsonl - | main.py simulate receipt_printer`` goes on with what is typed.
"""

from __future__ import annotations

import heapq
import itertools
import json
import os
import selectors
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any

Command = dict[str, Any]


class Refused(Exception):
    """A command that cannot be obeyed; the message says why."""


def bound(port: int) -> socket.socket:
    """A TCP socket at this port of loopback, 0 for a free one, beside others of ours. One that never listens keeps the port while
    nobody does: another program would be given it. OSError where somebody listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as alone:
        alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        alone.bind(("127.0.0.1", port))
        port = int(alone.getsockname()[1])
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(("127.0.0.1", port))
    return made


class Loop:
    """``obey`` gets each command, and answers with what its ``done`` event shall carry. It may raise `Refused`, KeyError,
    TypeError or ValueError, which come back as a ``refused`` event."""

    def __init__(self, obey: Callable[[str, Command], dict[str, Any] | None]) -> None:
        self._obey = obey
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._counter = itertools.count()
        self._ended = False
        self._input = b""
        self._lines: deque[bytes] = deque()
        self._held = False
        self._closed = False
        self._awaited = ""  # the event that the lines wait for

    def watch(self, fd: int, readable: Callable[[], None]) -> None:
        """Call ``readable`` whenever something can be read from ``fd``."""
        self._selector.register(fd, selectors.EVENT_READ, readable)

    def unwatch(self, fd: int) -> None:
        """Call nothing for ``fd`` any more."""
        self._selector.unregister(fd)

    def at(self, when: float, act: Callable[[], None]) -> None:
        """Call ``act`` once ``time.monotonic()`` has reached ``when``."""
        heapq.heappush(self._timers, (when, next(self._counter), act))

    def emit(self, **event: Any) -> None:
        """Write an event as one JSON line on stdout; whoever waits for one of its name goes on."""
        sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        if self._awaited and event.get("event") == self._awaited:
            self._awaited = ""
            self.at(time.monotonic(), self._go_on)

    def run(self, **ready: Any) -> None:
        """Say ``ready``, then serve until stdin ends."""
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        os.set_blocking(0, False)
        self.watch(0, self._read_commands)
        self.emit(ready=True, **ready)
        while not self._ended:
            wait = self._timers[0][0] - time.monotonic() if self._timers else None
            for key, _ in self._selector.select(None if wait is None else max(wait, 0.0)):
                if key.fd in self._selector.get_map():  # not taken away by what was served just before
                    key.data()
            while self._timers and self._timers[0][0] <= time.monotonic():
                heapq.heappop(self._timers)[2]()

    def _read_commands(self) -> None:
        data = os.read(0, 65536)
        if not data:  # what is held back is still to be done
            self.unwatch(0)
            self._closed = True
            self._take_lines()
            return
        *lines, self._input = (self._input + data).split(b"\n")
        self._lines.extend(line for line in lines if line.strip())
        self._take_lines()

    def _go_on(self) -> None:
        self._held = False
        self._take_lines()

    def _take_lines(self) -> None:
        while self._lines and not self._held:
            self._take(self._lines.popleft())
        self._ended = self._closed and not self._held

    def _hold(self, command: Command) -> None:
        if "event" in command:
            self._awaited = str(command["event"])
        else:
            self.at(time.monotonic() + float(command["seconds"]), self._go_on)
        self._held = True

    def _take(self, line: bytes) -> None:
        name = ""
        try:
            command = json.loads(line)
            name = str(command.pop("command"))
            if name == "wait":
                self._hold(command)
                return
            self.emit(event="done", command=name, **(self._obey(name, command) or {}))
        except (Refused, KeyError, TypeError, ValueError, AttributeError) as error:
            self.emit(event="refused", command=name, why=f"{type(error).__name__}: {error}")
