"""A driver's child process without the process: the child's own handler, called in place, in the clock's time.

What stands for the native library calls `Process.edge` at each of its calls: there the process dies, hangs, or is killed by
its parent, whose patience the clock measures. From then on nothing that still unwinds in it reaches the world.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

from devices.transports.transport import TransportError
from kiosk.child_process.client import Refusal, Told
from kiosk.child_process.server import Failed
from kiosk.domain.device_states import Reason
from tests.devices.virtual import Clock

_START = 0.4  # seconds: an interpreter and its imports
_CALL = 0.001
CHILD_FAULTS = ("kill", "kill_soon", "hang")

Answer = Callable[[str, dict[str, Any], bytes], Told | dict[str, Any]]


class Overdue(BaseException):
    """The parent's patience is at its end."""


class Died(BaseException):
    """Killed by somebody else."""


class Schedule(Clock):
    """A clock at whose times things happen, and beyond whose ``deadline`` nobody sleeps."""

    def __init__(self) -> None:
        super().__init__()
        self.deadline = math.inf
        self._events: list[tuple[float, Callable[[], None]]] = []

    def after(self, seconds: float, event: Callable[[], None]) -> None:
        self._events.append((self.now + seconds, event))

    def next_event(self) -> float:
        return min((when for when, _ in self._events), default=math.inf)

    def sleep(self, seconds: float) -> None:
        until = min(self.now + max(seconds, 0.0), self.deadline)
        late = self.now + seconds > self.deadline
        assert until < math.inf, "nobody would ever wake up"
        while (when := self.next_event()) <= until:
            at = next(at for at, event in enumerate(self._events) if event[0] == when)
            self.now = max(self.now, when)
            self._events.pop(at)[1]()
        self.now = max(self.now, until)
        if late:
            raise Overdue


class Process:
    """The process, or one after the other. ``faults``: at which of its library's calls, counted from now, it dies or hangs;
    ``kill_soon`` is by the clock."""

    def __init__(self, clock: Schedule, start: Callable[[Sequence[str]], Answer], ended: Callable[[], None] = lambda: None) -> None:
        self.clock = clock
        self.faults: dict[str, int] = {}
        self._count = 0
        self._start = start
        self._ended = ended
        self._answer: Answer | None = None
        self._dead: type[BaseException] = Died

    @property
    def pid(self) -> int | None:
        """Of the one that runs now."""
        return self._count if self._answer is not None else None

    def fault(self, kind: str, number: int) -> None:
        if kind == "kill" and number == 0:  # between two questions: nobody sees that
            self.end(Died)
            return
        self.faults[kind] = number
        if kind == "kill_soon":
            self.clock.after(number / 10, self._kill_now)

    def _kill_now(self) -> None:
        if self.faults.pop("kill_soon", None) is not None:
            self.end(Died)

    def edge(self) -> None:
        if self._answer is None:
            raise self._dead
        self.wait(_CALL)
        for kind in ("kill", "hang"):
            if kind in self.faults:
                self.faults[kind] -= 1
                if self.faults[kind] <= 0:
                    del self.faults[kind]
                    self.wait(math.inf) if kind == "hang" else self.end(Died)
        if self._answer is None:
            raise self._dead

    def wait(self, seconds: float) -> None:
        """Inside of a library's call; beyond the parent's patience there is no way back."""
        until = self.clock.now + seconds
        while self._answer is not None and self.clock.now < until:
            try:
                self.clock.sleep(min(until, self.clock.next_event()) - self.clock.now)
            except Overdue:
                self.end(Overdue)
                raise
        if self._answer is None:
            raise self._dead

    def end(self, how: type[BaseException]) -> None:
        if self._answer is not None:
            self._answer, self._dead = None, how
            self._ended()

    def child(self, module: str, arguments: Sequence[str] = (), reasons: dict[str, Reason] | None = None) -> VirtualChild:
        """What stands for `kiosk.child_process.client.Child` in a driver's module."""
        return VirtualChild(self, arguments, reasons or {})

    def answer(self, arguments: Sequence[str], ask: str, question: dict[str, Any], payload: bytes, until: float) -> Told:
        self.clock.deadline = until
        try:
            if self._answer is None:
                self._count += 1
                self.clock.sleep(_START)
                self._answer = self._start(arguments)
            told = self._answer(ask, question, payload)
        except Overdue:
            self.end(Overdue)
            raise
        finally:
            self.clock.deadline = math.inf
        if self._answer is None:  # its handler went on after its end: whatever it says is not heard
            raise self._dead
        return told if isinstance(told, Told) else Told(told)


class VirtualChild:
    """`kiosk.child_process.client.Child`. An exception that the handler does not declare would end the process: here it ends
    the test."""

    def __init__(self, process: Process, arguments: Sequence[str], reasons: dict[str, Reason]) -> None:
        self._process = process
        self._arguments = arguments
        self._reasons = reasons

    def ask(self, ask: str, timeout: float, payload: bytes = b"", **values: Any) -> Told:
        until = self._process.clock.now + timeout
        question = json.loads(json.dumps(values))
        try:
            told = self._process.answer(self._arguments, ask, question, payload, until)
        except Failed as failure:
            raise Refusal(str(failure), self._reasons.get(str(failure), Reason.MECHANICAL)) from None
        except Overdue:
            raise TransportError(Reason.SILENT) from None
        except Died:
            raise TransportError(Reason.MECHANICAL) from None
        return Told(json.loads(json.dumps(told.values)), told.body)

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def close(self) -> None:
        self._process.end(Died)
