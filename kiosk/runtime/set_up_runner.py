"""Runs the first set-up: the session's own machine with the set-up's pages, before there is a ledger, a catalogue or a key.

To the screens it is as `kiosk.runtime.effect_runner.EffectRunner`; it carries out what the set-up's pages ask for, and no more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from kiosk.domain.times import Moment
from kiosk.journeys.setup.effects import Work
from kiosk.ports.set_up import SetUp
from kiosk.runtime.raising import raise_on_its_thread
from kiosk.session import effects as do
from kiosk.session.machine import step
from kiosk.session.state import Effect, Event, State
from kiosk.session.time_limits import next_tick


class SetUpRunner:
    """Owns the state. ``on_change(state)`` follows every handled event; ``on_over()`` is the end: the process is to be replaced.

    Args:
        state: to begin with.
        effects: that it begins with.
        desk: what the machine answers.
        now: the time.
        wake: called from any thread when `drain` is due.
    """

    def __init__(
        self, state: State, effects: tuple[Effect, ...], desk: SetUp, now: Callable[[], Moment], wake: Callable[[], None]
    ) -> None:
        self.state = state
        self.now = now
        self._first = effects
        self._desk = desk
        self._wake = wake
        self._inbox: deque[Event] = deque()
        # One at a time: a page waits for its own, and what a page that was left had begun must end before the next begins.
        self._work = ThreadPoolExecutor(1, thread_name_prefix="set-up")
        self.on_change: Callable[[State], None] = lambda state: None
        self.on_line: Callable[[int | None], None] = lambda line: None
        self.on_over: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Do what it begins with."""
        for effect in self._first:
            self._perform(effect)

    def post(self, event: Event) -> None:
        """From any thread."""
        self._inbox.append(event)
        self._wake()

    def drain(self) -> None:
        """Handle everything that was posted. On the session's thread."""
        while self._inbox:
            self.handle(self._inbox.popleft())

    def handle(self, event: Event) -> None:
        """One event and all that follows from it at once. On the session's thread."""
        todo = deque((event,))
        while todo:
            self.state, effects = step(self.state, todo.popleft(), self.now())
            for effect in effects:
                todo.extend(self._perform(effect))
        self.on_change(self.state)

    def speak(self, lines: Sequence[str], language: str) -> None:
        """Nothing: the speaker is one of the devices that are still to be found."""

    def next_tick(self) -> float | None:
        """When, in monotonic seconds, a Tick is due; None if time does not matter. On the session's thread."""
        return next_tick(self.state)

    def when_stored(self, then: Callable[[], None]) -> None:
        """Call ``then`` at once: what is written here takes as long as a device does, and is no sign of a process that hangs."""
        then()

    def _perform(self, effect: Effect) -> tuple[Event, ...]:
        match effect:
            case Work() if effect.at_once:
                return (effect.run(self._desk),)
            case Work():
                self._work.submit(lambda: self.post(effect.run(self._desk))).add_done_callback(raise_on_its_thread)
            case do.ReplaceProcess():
                self.on_over()
            case do.Audit():
                pass  # there is no ledger; what it would say of a terminal begins with its service
            case _:
                raise TypeError(f"nobody carries out {effect}")
        return ()
