"""A serial line with a device at its end: a pty under a stable path, that can be unplugged, and paces its bytes."""

from __future__ import annotations

import contextlib
import os
import pty
import tempfile
import time
import tty
from collections.abc import Callable
from pathlib import Path

from devices.simulation.event_loop import Loop

_BITS = 10  # on the line for one byte: start, 8, stop
_TICK = 0.004  # seconds of line time that are handed over at once


class SimulatedSerialPort:
    """``received`` gets what the terminal sent. The path (``link``, or one of our own) stays the same over a replug.

    Our end keeps the other side open too: otherwise the pty reports a hang-up whenever no driver has it open.
    """

    def __init__(self, loop: Loop, link: str, received: Callable[[bytes], None]) -> None:
        self._loop = loop
        self._received = received
        self._directory = None if link else tempfile.TemporaryDirectory(prefix="simulated-")
        self.path = Path(link) if link else Path(self._directory.name if self._directory else "") / "tty"
        self._master = self._slave = -1
        self._generation = 0  # bytes that were still to come die with the plug
        self.bytes_per_second = 0.0  # 0: as fast as it goes
        self.plug()

    @property
    def plugged(self) -> bool:
        """Whether the path leads to a line now."""
        return self._master >= 0

    def plug(self) -> None:
        """A new pty under the same path; nothing happens where it is plugged in."""
        if self.plugged:
            return
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        temporary = self.path.with_name(self.path.name + ".new")
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        temporary.symlink_to(os.ttyname(self._slave))
        temporary.replace(self.path)
        self._loop.watch(self._master, self._readable)

    def unplug(self) -> None:
        """Hang up and take the path away; what was still to be sent is dropped."""
        if not self.plugged:
            return
        self._generation += 1
        self._loop.unwatch(self._master)
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()

    def close(self) -> None:
        """Unplug, and remove the folder of our own."""
        self.unplug()
        if self._directory is not None:
            self._directory.cleanup()

    def set_baud(self, baud: int) -> None:
        """Pace the bytes: ten bits each with start and stop bit; 0 for at once."""
        self.bytes_per_second = baud / _BITS

    def send(self, data: bytes, then: Callable[[], None] | None = None) -> None:
        """Byte n arrives when the line has had the time for n bytes; ``then`` is called after the last."""
        if not self.bytes_per_second:
            self._write(data)
            if then:
                then()
            return
        started, rate, generation = time.monotonic(), self.bytes_per_second, self._generation

        def go_on(at: int) -> None:
            if generation != self._generation:
                return
            due = min(int((time.monotonic() - started) * rate), len(data))
            self._write(data[at:due])
            if due < len(data):
                self._loop.at(
                    max(started + (due + 1) / rate, min(time.monotonic() + _TICK, started + len(data) / rate)), lambda: go_on(due)
                )
            elif then:
                then()

        go_on(0)

    def hush(self) -> None:
        """Drop what is still on its way."""
        self._generation += 1

    def _write(self, data: bytes) -> None:
        if data and self.plugged:
            with contextlib.suppress(BlockingIOError):  # nobody reads: a real line loses it too
                os.write(self._master, data)

    def _readable(self) -> None:
        try:
            data = os.read(self._master, 4096)
        except OSError:
            return
        self._received(data)
