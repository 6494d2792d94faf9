"""Threads of a child in the clock's time, which gives them their turns.

They are real ones, but only one of all runs at a time: it sleeps by handing over, and goes on when the clock says so.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

from tests.devices.virtual_child import Process, Schedule


class Killed(BaseException):
    """Its process has ended."""


class Turns(Schedule):
    """A clock that also gives turns: who sleeps in a thread of `Threads` hands over to whoever is next."""

    def __init__(self) -> None:
        super().__init__()
        self.running: Fibre | None = None

    def sleep(self, seconds: float) -> None:
        if self.running is not None:
            self.running.sleep(seconds)
        else:
            super().sleep(seconds)


class Fibre:
    """``threading.Thread``."""

    def __init__(self, threads: Threads, target: Callable[[], None]) -> None:
        self._threads = threads
        self._clock = threads.clock
        self._target = target
        self._mine, self._theirs = threading.Lock(), threading.Lock()  # released by whoever gives a turn
        self._mine.acquire()
        self._theirs.acquire()
        self._killed = self._ended = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._threads.fibres.append(self)
        self._thread.start()
        self._clock.after(0.0, self.turn)

    def turn(self) -> None:
        """From the clock, and back when it sleeps or has ended."""
        if self._ended:
            return
        self._clock.running = self
        self._mine.release()
        self._theirs.acquire()
        self._clock.running = None
        if self._ended:
            self._thread.join()
        if self._error is not None:
            raise self._error

    def sleep(self, seconds: float) -> None:
        if seconds < math.inf:
            self._clock.after(seconds, self.turn)
        self._theirs.release()
        self._mine.acquire()
        if self._killed:
            raise Killed

    def kill(self) -> None:
        self._killed = True
        if not self._ended:
            self.turn()

    def _run(self) -> None:
        self._mine.acquire()
        try:
            if not self._killed:
                self._target()
        except Killed:
            pass
        except BaseException as error:  # noqa: BLE001  told where the test runs
            self._error = error
        self._ended = True
        self._theirs.release()


class Threads:
    """Stands where the module ``threading`` was."""

    def __init__(self, clock: Turns, process: Callable[[], Process]) -> None:
        self.clock = clock
        self.process = process
        self.fibres: list[Fibre] = []

    def Thread(self, target: Callable[[], None], daemon: bool) -> Fibre:
        assert daemon
        return Fibre(self, target)

    def Condition(self) -> Condition:
        return Condition(self)

    def end(self) -> None:
        fibres, self.fibres = self.fibres, []
        for fibre in fibres:
            fibre.kill()


class Condition:
    """Nobody is ever interrupted between entering and leaving; the one who waits is the child's own thread."""

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._notified = False

    def __enter__(self) -> None:
        if self._threads.clock.running is None:
            self._threads.process().edge()

    def __exit__(self, *error: object) -> None:
        pass

    def notify_all(self) -> None:
        self._notified = True

    def wait(self, timeout: float) -> None:
        clock, until = self._threads.clock, self._threads.clock.now + timeout
        self._notified = False
        while not self._notified and clock.now < until:
            self._threads.process().wait(min(until, clock.next_event()) - clock.now)
