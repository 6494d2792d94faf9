"""The screen does not react for a while, so that it can be wiped."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.session.navigation import push, unchanged
from kiosk.session.state import Event, Place, State, Step

SECONDS = 30


class Cleaning(Place):
    """Nothing that is touched does anything; it ends by itself, and leads back. ``told``: when the seconds were last counted."""

    is_idle: ClassVar[bool] = True
    can_return: ClassVar[bool] = False
    may_go_back: ClassVar[bool] = False

    until: float
    told: float

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        if moment.monotonic >= self.until:
            here, *before = reversed(state.trail)
            return unchanged(replace(state, place=here, trail=tuple(reversed(before)), touched_at=moment.monotonic, overlay=None))
        return unchanged(replace(state, place=replace(self, told=moment.monotonic), overlay=None))

    def busy(self) -> bool:
        return True

    def next_tick(self, state: State) -> float:
        return min(self.until, self.told + 1.0)


def clean(state: State, moment: Moment) -> Step:
    """To the page that does not react; from a page that Back may lead to."""
    return push(state, Cleaning(moment.monotonic + SECONDS, moment.monotonic))
