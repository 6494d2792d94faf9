"""A PIN is typed: by a technician who showed a code or put in a card, by the site's attendant before residents are turned away.

Digits are kept until they are judged, and are never shown. Each PIN is counted as wrong before it is looked at, durably; after some
that were, none is looked at for a while. Of a card's PIN the card itself does both.
"""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.session.events import Act, Primary, Tick
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.state import AuditEvent, Effect, Event, Place, State, Step
from kiosk.session.time_limits import quiet_limit, touched


class PressDigit(Act):
    digit: str


class EraseDigit(Act):
    pass


class PinJudged(Value):
    """``admitted``: come in. Else ``void``: what was shown with it counts no more; ``kept``: the ledger could be written; ``wait``:
    seconds until another PIN is looked at; ``left``: how many wrong ones more the card takes, None where no card counts."""

    request_id: str
    admitted: bool = False
    void: bool = False
    kept: bool = True
    wait: int = 0
    left: int | None = None


class PinWanted(Value):
    """Whose PIN is asked for, and what comes then: each page that asks has its own. ``length``: digits, at the most; ``least``: at
    the least, 0 for just so many."""

    length: ClassVar[int]
    least: ClassVar[int] = 0

    def enough(self, pin: str) -> bool:
        """Whether this may be the whole of it."""
        return (self.least or self.length) <= len(pin) <= self.length

    def judge(self, state: State, request_id: str, pin: str) -> Effect:
        """-> `PinJudged`, or what `hear` understands"""
        raise NotImplementedError

    def hear(self, judge_id: str, state: State, event: Event, moment: Moment) -> Step | PinJudged | None:
        """What an event means for it that is no `PinJudged`; None: nothing. ``judge_id``: of the PIN that is being judged."""
        return None

    def requests(self) -> frozenset[str]:
        """As of `Place`."""
        return frozenset()

    def go(self, state: State, moment: Moment) -> Step:
        """On from the page that asked."""
        raise NotImplementedError

    def go_back(self, state: State, moment: Moment) -> Step:
        """What was shown with the PIN counts no more."""
        raise NotImplementedError

    def text(self) -> LocalizedText:
        """Which PIN it is, in a few words."""
        raise NotImplementedError

    def refused(self, came: str) -> AuditEvent:
        """What it is to be written down as that somebody was not let in; ``came``: WRONG, WAITS or NOT_KEPT, or why what was shown
        with the PIN counts no more."""
        raise NotImplementedError


class StaffPin(Place):
    """Attributes:
    wanted: whose it is, and what comes then.
    pin: what was typed so far; it goes as soon as it is judged.
    judge_id: of the PIN that is being judged, "" for none.
    wrong: the last one was.
    left: how many wrong ones more the card takes, None where no card counts.
    not_kept: the ledger could not be written.
    waits_until: monotonic seconds, before which no PIN is looked at; 0 for none.
    came: what became of the last one, for the audit log.
    """

    is_idle: ClassVar[bool] = True
    can_return: ClassVar[bool] = False

    wanted: PinWanted
    pin: str = ""
    judge_id: str = ""
    wrong: bool = False
    left: int | None = None
    not_kept: bool = False
    waits_until: float = 0.0
    came: str = ""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        waits = moment.monotonic < self.waits_until
        heard = self.wanted.hear(self.judge_id, state, event, moment)
        if isinstance(heard, PinJudged):
            return self._judged(touched(state, moment), heard, moment)
        if heard is not None:
            return heard
        match event:
            case PinJudged(request_id) if request_id == self.judge_id != "":
                return self._judged(touched(state, moment), event, moment)
            case Tick() if self.waits_until and not waits:
                return replace_top(state, StaffPin(self.wanted))
            case _ if waits or self.judge_id:
                return unchanged(state)
            case PressDigit(digit) if len(self.pin) < self.wanted.length:
                return replace_top(state, replace(self, pin=self.pin + digit, wrong=False, left=None, not_kept=False))
            case EraseDigit():
                return replace_top(state, replace(self, pin=self.pin[:-1]))
            case Primary() if self.wanted.enough(self.pin):
                asked = moment.new_id()
                return replace_top(state, StaffPin(self.wanted, judge_id=asked), self.wanted.judge(state, asked, self.pin))
        return unchanged(state)

    def _judged(self, state: State, judged: PinJudged, moment: Moment) -> Step:
        if judged.admitted:
            return self.wanted.go(state, moment)
        if judged.void:
            return self.wanted.go_back(state, moment)
        until = moment.monotonic + judged.wait if judged.wait else 0.0
        came = "NOT_KEPT" if not judged.kept else "WAITS" if judged.wait else "WRONG"
        here = StaffPin(self.wanted, wrong=judged.kept, left=judged.left, not_kept=not judged.kept, waits_until=until, came=came)
        return replace_top(state, here)

    def requests(self) -> frozenset[str]:
        return self.wanted.requests() | ({self.judge_id} if self.judge_id else frozenset())

    def next_tick(self, state: State) -> float | None:
        ends = state.touched_at + quiet_limit(state)
        return self.waits_until if 0 < self.waits_until < ends and not state.warned else None

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        judged = isinstance(before.place, StaffPin) and before.place.judge_id and not self.judge_id
        return (self.wanted.refused(self.came),) if judged and self.came else ()


def ask_pin(state: State, wanted: PinWanted) -> Step:
    """Ask for a PIN."""
    return push(state, StaffPin(wanted))
