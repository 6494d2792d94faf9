"""What every page of the set-up has: nobody is served, one thing is asked of the machine at a time, and what is on the disk says
which page comes next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import field, replace
from kiosk.journeys.setup.effects import Work
from kiosk.journeys.setup.events import Kept
from kiosk.ports.devices import Device
from kiosk.ports.set_up import SetUpSeen, TypedWay
from kiosk.session.navigation import replace_top, unchanged
from kiosk.session.state import Event, JourneyState, Place, State, Step


class SettingUp(JourneyState):
    """``seen``: as the disk was last seen; ``ways``: of devices whose address can be typed."""

    seen: SetUpSeen = SetUpSeen()
    ways: Mapping[Device, tuple[TypedWay, ...]] = field(default_factory=dict)


class _Page(Place):
    """``asked``: the id of what the machine is doing for this page, "" for nothing; ``doing``: what that is, None for what the page
    begins with; ``fault``: why the last thing was not done."""

    is_idle: ClassVar[bool] = True

    asked: str = ""
    doing: type[Work] | None = None
    fault: LocalizedText | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Kept(request_id, done) if request_id == self.asked != "":
                state = learned(state, done.seen)
                if done.fault is not None:
                    return self.failed(state, done.fault, moment)
                return self.kept(replace(state, place=replace(self, asked="", fault=None)), moment)
        return unchanged(state)

    def busy(self) -> bool:
        return self.asked != ""

    def limited(self, state: State) -> bool:
        """The set-up waits for ever: there is nothing of anybody to be taken away."""
        return False

    def kept(self, state: State, moment: Moment) -> Step:
        """What was asked for is written down; this page, with nothing asked, is the place."""
        return go_on(state, moment)

    def failed(self, state: State, fault: LocalizedText, moment: Moment) -> Step:
        """It was not, and here is why."""
        return replace_top(state, replace(self, asked="", fault=fault))

    def ask(self, state: State, work: Work) -> Step:
        """This page, waiting for the answer."""
        return replace_top(state, replace(self, asked=work.request_id, doing=type(work), fault=None), work)


def learned(state: State, seen: SetUpSeen) -> State:
    """With what was seen on the disk; the terminal's name and the language follow it."""
    kept = replace(state.of(SettingUp), seen=seen)
    settings = replace(state.settings, terminal=seen.terminal, language=seen.language or state.settings.language)
    return replace(state.keeping(kept), settings=settings)


def seen_in(state: State) -> SetUpSeen:
    """As the disk was last seen."""
    return state.of(SettingUp).seen


def go_on(state: State, moment: Moment) -> Step:
    """Forward to what is to be settled next (`kiosk.journeys.setup.order`)."""
    from kiosk.journeys.setup.order import next_page  # which knows every page

    return next_page(state, moment)


def go_back(state: State) -> Step:
    """To the page from which this one was opened."""
    return replace(state, place=state.trail[-1], trail=state.trail[:-1]), ()
