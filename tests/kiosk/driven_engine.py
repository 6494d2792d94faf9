"""The sync engine driven by hand: its calls stay in the air until the test ends them, on a clock that only the test moves."""

from __future__ import annotations

import math
import random
from typing import Any

from kiosk.domain.times import Moment
from kiosk.ports.platform import AskProgress, ProgressKnown
from kiosk.ports.storage import Upload
from kiosk.sync.calls import (
    Alive,
    Answered,
    AskOne,
    Done,
    Heartbeat,
    Keep,
    KeepHeld,
    Leased,
    LeaseSerials,
    Looked,
    LookForCatalogue,
    NothingWaited,
    SendOne,
    SendWaiting,
    Settled,
    SignedIn,
    SignIn,
    StartCall,
    Tell,
    Woke,
)
from kiosk.sync.engine import LEASE_BELOW, next_wake, step
from kiosk.sync.state import EngineState
from tests.kiosk.session_samples import WALL, case_of

QUESTION = AskProgress("token")
Kind = type | Upload  # of a call; an Upload: a batch of that kind


def is_a(call: Any, kind: Kind) -> bool:
    if isinstance(kind, Upload):
        return isinstance(call, SendWaiting) and call.upload is kind
    return isinstance(call, kind)


class DrivenEngine:
    """``waiting``: how many submissions `all_well` finds."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self.now = 500.0
        self.state = EngineState()
        self.air: list[StartCall] = []
        self.told: list[Any] = []
        self.kept: list[Any] = []
        self.held: list[KeepHeld] = []
        self.started: list[tuple[float, Any]] = []

    def feed(self, event: Any) -> list[Any]:
        self.state, effects = step(self.state, event, Moment(self.now, WALL, self._chance.randbytes))
        for effect in effects:
            match effect:
                case StartCall(_, call):
                    self.air.append(effect)
                    self.started.append((self.now, call))
                case Tell(event):
                    self.told.append(event)
                case Keep(result):
                    self.kept.append(result)
                case KeepHeld():
                    self.held.append(effect)
        return list(effects)

    def done(self, kind: Kind, result: Any) -> list[Any]:
        start = next(start for start in self.air if is_a(start.call, kind))
        self.air.remove(start)
        return self.feed(Done(start.lane, start.call, result))

    def wake(self) -> list[Any]:
        """As its thread does: wait until the engine has something to do."""
        assert next_wake(self.state) < math.inf, "it waits for its calls alone"
        self.now = max(self.now, next_wake(self.state))
        effects = self.feed(Woke())
        assert effects or next_wake(self.state) > self.now, "woken for nothing, again and again"
        return effects

    def until(self, kind: Kind) -> Any:
        """Let time pass until such a call starts; the others find nothing to do meanwhile, and are answered. Returns the call."""
        while not self.calls(kind):
            if self.calls(SendWaiting):
                self.done(SendWaiting, NothingWaited())
            elif self.calls(SignIn):
                self.done(SignIn, SignedIn())
            elif self.calls(Heartbeat):
                self.done(Heartbeat, Alive(100))
            else:
                self.wake()
        return self.calls(kind)[0]

    def calls(self, kind: Kind) -> list[Any]:
        return [start.call for start in self.air if is_a(start.call, kind)]

    def all_well(self, waiting: int = 0) -> None:
        """Everything succeeds until the engine rests."""
        for _ in range(100):
            if not self.air:
                return
            match self.air[0].call:
                case AskOne():
                    self.done(AskOne, Answered(ProgressKnown(None)))
                case SendOne(submission_id):
                    self.done(SendOne, Settled(1, ((submission_id, (case_of(),)),)))
                case SendWaiting(Upload.MESSAGES, most, only=only) if waiting and not only:
                    sent, waiting = min(most, waiting), max(0, waiting - most)
                    self.done(SendWaiting, Settled(sent, tuple((str(i), (case_of(),)) for i in range(sent))))
                case SendWaiting():
                    self.done(SendWaiting, NothingWaited())
                case SignIn():
                    self.done(SignIn, SignedIn())
                case Heartbeat():
                    self.done(Heartbeat, Alive(LEASE_BELOW))
                case LeaseSerials():
                    self.done(LeaseSerials, Leased("L", 1, 100))
                case LookForCatalogue():
                    self.done(LookForCatalogue, Looked())
        raise AssertionError("the engine never rests")
