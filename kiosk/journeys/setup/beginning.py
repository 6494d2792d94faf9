"""The first pages: the disk is looked at, the language, and the machine's own screen and sound."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.setup.base import SettingUp, _Page, go_on, learned, seen_in
from kiosk.journeys.setup.effects import KeepLanguage, KeepMachine, KeepScreen, Look
from kiosk.journeys.setup.events import ChooseLanguage, ChooseMachine, KeepPicture, Looked
from kiosk.session.events import Primary, Tick
from kiosk.session.navigation import replace_top, unchanged
from kiosk.session.state import Event, State, Step

READABLE = 30.0  # seconds until a picture that was turned, and that nobody says they can read, is turned back


class LookingPage(_Page):
    """The disk is being looked at."""

    can_return: ClassVar[bool] = False
    may_go_back: ClassVar[bool] = False
    stage: ClassVar[int] = 0

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Looked(request_id, seen, ways) if request_id == self.asked != "":
                state = learned(state.keeping(replace(state.of(SettingUp), ways=ways)), seen)
                return go_on(replace(state, language=seen.language or state.language), moment)
        return unchanged(state)


class LanguagePage(_Page):
    may_go_back: ClassVar[bool] = False
    stage: ClassVar[int] = 0

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ChooseLanguage(language) if not self.asked and language in ("zh", "en"):
                return self.ask(replace(state, language=language), KeepLanguage(moment.new_id(), language))
            case Primary() if not self.asked and seen_in(state).language:
                return go_on(state, moment)
        return super().step(state, event, moment)


class ScreenPage(_Page):
    """What can be set of the machine. A turned picture takes effect at once, and may take this process with it. ``over``: nothing
    more is to be set here."""

    stage: ClassVar[int] = 1

    over: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ChooseMachine(key, value) if not self.asked and seen_in(state).machine.get(key, value) != value:
                return self.ask(state, KeepMachine(moment.new_id(), key, value))
            case Primary() if not self.asked:
                return replace(self, over=True).ask(state, KeepScreen(moment.new_id()))
        return super().step(state, event, moment)

    def kept(self, state: State, moment: Moment) -> Step:
        if self.over or seen_in(state).screen_before:
            return super().kept(state, moment)
        return unchanged(state)  # one value of several

    def failed(self, state: State, fault: LocalizedText, moment: Moment) -> Step:
        return replace_top(state, ScreenPage(fault=fault))


class PicturePage(_Page, kw_only=True):
    """The picture was turned. ``until``: monotonic seconds at which it is turned back, unless somebody can read it."""

    can_return: ClassVar[bool] = False
    may_go_back: ClassVar[bool] = False
    stage: ClassVar[int] = 1

    until: float

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case KeepPicture(good) if not self.asked:
                return self.ask(state, KeepScreen(moment.new_id(), good))
            case Tick() if not self.asked and moment.monotonic >= self.until:
                return self.ask(state, KeepScreen(moment.new_id(), good=False))
        return super().step(state, event, moment)

    def next_tick(self, state: State) -> float | None:
        return None if self.asked else self.until


def begin(state: State, moment: Moment) -> Step:
    """Look at the disk; nothing lies behind it."""
    asked = moment.new_id()
    return replace_top(replace(state, trail=()), LookingPage(asked=asked), Look(asked))
