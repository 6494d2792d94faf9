"""Tells the service manager that the terminal serves (sd_notify(3)), and only what is true: after a frame that was asked for has
been drawn, and the storage thread has answered, both since it was told last. Where either hangs it hears nothing, and begins anew.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Protocol

# Asks so many times within the service manager's patience: the pause between two lives uses up most of it.
SHARE = 6


class Frames(Protocol):
    def redraw(self, then: Callable[[], None]) -> None:
        """Draw a frame; ``then`` when it stands."""

    def after(self, seconds: float, work: Callable[[], None]) -> None:
        """``work`` once, on the same thread."""


class Storage(Protocol):
    def when_stored(self, then: Callable[[], None]) -> None:
        """``then`` when everything that storage was given before is done; on any thread."""


def notify(text: str) -> None:
    """Send it to the service manager; nothing where none started this program."""
    if not (address := os.environ.get("NOTIFY_SOCKET", "")):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.setblocking(False)
        try:
            line.sendto(text.encode(), f"\0{address[1:]}" if address.startswith("@") else address)
        except OSError:
            return  # it does not listen: then it learns nothing, and acts on that


def patience() -> float:
    """Seconds that the service manager waits for a sign of life; 0: for ever."""
    given = os.environ.get("WATCHDOG_USEC", "")
    return int(given) / 1_000_000 if given.isdecimal() else 0.0


class Watchdog:
    """Begins when it is made, on Qt's thread. ``seconds``: of the service manager's patience, more than 0."""

    def __init__(self, frames: Frames, storage: Storage, seconds: float, tell: Callable[[str], None] = notify) -> None:
        self._frames, self._storage, self._tell = frames, storage, tell
        self._every = seconds / SHARE
        self._waiting: set[str] = set()
        self._look()

    def _look(self) -> None:
        if not self._waiting:  # else what was asked last is not answered yet, and nothing more is asked
            self._waiting = {"frame", "storage"}
            self._frames.redraw(lambda: self._answered("frame"))
            self._storage.when_stored(lambda: self._answered("storage"))
        self._frames.after(self._every, self._look)

    def _answered(self, which: str) -> None:
        self._waiting.discard(which)
        if not self._waiting:
            self._tell("WATCHDOG=1")
