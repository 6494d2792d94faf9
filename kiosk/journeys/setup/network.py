"""The way to the platform: its address, a proxy, the site's own certificates, and the look at the line."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment, clock_text, wall_of
from kiosk.domain.values import replace
from kiosk.journeys.setup.base import _Page, go_back, go_on, learned, seen_in
from kiosk.journeys.setup.effects import (
    FindSticks,
    Keep,
    KeepAddress,
    KeepCertificate,
    KeepMachineAddress,
    KeepProxy,
    LookAtLine,
    PickTyped,
    SetClock,
    Sticks,
)
from kiosk.journeys.setup.events import ChooseStick, LineLookedAt, LookForSticks, MediaFound, OpenPart, TypeText
from kiosk.ports.devices import Device
from kiosk.ports.line import LineFault, LineSeen
from kiosk.ports.maintenance import Medium
from kiosk.ports.set_up import Standing
from kiosk.session.events import Primary, TryAgain
from kiosk.session.navigation import push, replace_top
from kiosk.session.registry import Journey
from kiosk.session.state import Event, State, Step

LONGEST_ADDRESS = 200  # characters
MOST_OFF = 60  # seconds that this machine's clock may be off without a word
NO_TIME = LocalizedText("时间要写成 2026-11-28 10:15 这样。", "A time is written as 2026-11-28 10:15.")


class AddressOf(Enum):
    """Whose address is typed, or what else of the network."""

    MACHINE = "machine"
    PLATFORM = "platform"
    PROXY = "proxy"
    DEVICE = "device"
    CLOCK = "clock"  # no address: the time at which it is to stand


MAY_BE_EMPTY = (AddressOf.MACHINE, AddressOf.PROXY)


class NetworkPage(_Page):
    stage: ClassVar[int] = 2

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case OpenPart("machine") if seen_in(state).managed:
                return push(state, AddressPage(of=AddressOf.MACHINE, text=seen_in(state).own_address))
            case OpenPart("platform"):
                return push(state, AddressPage(of=AddressOf.PLATFORM, text=seen_in(state).url or "https://"))
            case OpenPart("proxy"):
                return push(state, AddressPage(of=AddressOf.PROXY, text=seen_in(state).proxy))
            case OpenPart("certificates"):
                asked = moment.new_id()
                return push(state, CertificatePage(asked=asked), FindSticks(asked, Sticks.CERTIFICATES))
            case OpenPart("offer"):
                from kiosk.journeys.setup.offers import open_offers  # whose codes are typed as those of pairing are

                return open_offers(state, moment)
            case Primary() if seen_in(state).url:
                return look_at_line(state, moment)
        return super().step(state, event, moment)


def look_at_line(state: State, moment: Moment) -> Step:
    """From the network's page to that of the line, where it is looked at."""
    asked = moment.new_id()
    return push(state, LinePage(asked=asked), LookAtLine(asked))


class AddressPage(_Page, kw_only=True):
    """``text``: as typed so far; ``device``, ``driver``: whose address it is, of a device."""

    can_return: ClassVar[bool] = False

    of: AddressOf
    text: str = ""
    device: Device | None = None
    driver: str = ""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case TypeText(text) if not self.asked:
                return replace_top(state, replace(self, text=text.strip()[:LONGEST_ADDRESS], fault=None))
            case Primary() if self.of is AddressOf.CLOCK and not self.asked and wall_of(self.text) is None:
                return self.failed(state, NO_TIME, moment)
            case Primary() if not self.asked and (self.text or self.of in MAY_BE_EMPTY):
                return self.ask(state, self._work(moment.new_id()))
        return super().step(state, event, moment)

    def _work(self, asked: str) -> Keep:
        if self.of is AddressOf.MACHINE:
            return KeepMachineAddress(asked, self.text)
        if self.of is AddressOf.CLOCK:
            return SetClock(asked, wall_of(self.text) or 0)
        if self.of is AddressOf.PLATFORM:
            return KeepAddress(asked, self.text)
        if self.of is AddressOf.PROXY:
            return KeepProxy(asked, self.text)
        assert self.device is not None
        return PickTyped(asked, self.device, self.driver, self.text)

    def kept(self, state: State, moment: Moment) -> Step:
        before, effects = go_back(state)
        if self.of is AddressOf.CLOCK:  # the line looks another by it
            return look_at_line(before, moment)
        return before, effects

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        return state.journeys.of(self), 5 if self.of is AddressOf.DEVICE else 2


class CertificatePage(_Page):
    """``media``: sticks with certificates; None while they are looked for."""

    can_return: ClassVar[bool] = False
    stage: ClassVar[int] = 2

    media: tuple[Medium, ...] | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case MediaFound(request_id, media) if request_id == self.asked != "":
                return replace_top(state, replace(self, media=media, asked=""))
            case LookForSticks() | TryAgain() if not self.asked:
                return self.ask(state, FindSticks(moment.new_id(), Sticks.CERTIFICATES))
            case ChooseStick(key) if not self.asked and key in {"", *(one.key for one in self.media or ())}:
                return self.ask(state, KeepCertificate(moment.new_id(), key))
        return super().step(state, event, moment)

    def kept(self, state: State, moment: Moment) -> Step:
        return go_back(state)


class LinePage(_Page):
    """``line``: what the look at the line found; None while it is looked at."""

    can_return: ClassVar[bool] = False
    stage: ClassVar[int] = 2

    line: LineSeen | None = None

    def clock(self, state: State) -> bool | None:
        """Whether this machine's can be set by the platform's; False: it has to be typed; None: it is not to be set here."""
        if self.asked or self.line is None or not seen_in(state).managed or seen_in(state).standing is Standing.CONFIRMED:
            return None
        if self.line.off_by is not None:
            return True if abs(self.line.off_by) > MOST_OFF else None
        return False if self.line.fault is LineFault.VALIDITY else None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case LineLookedAt(request_id, line, done) if request_id == self.asked != "":
                return replace_top(learned(state, done.seen), replace(self, asked="", line=line, fault=done.fault))
            case TryAgain() if not self.asked:
                return self.look(state, moment)
            case OpenPart("clock") if self.clock(state) and self.line is not None and self.line.off_by is not None:
                return self.ask(state, SetClock(moment.new_id(), moment.wall + self.line.off_by))
            case OpenPart("clock") if self.clock(state) is False:
                return push(state, AddressPage(of=AddressOf.CLOCK, text=clock_text(moment.wall)))
            case Primary() if not self.asked and self.line is not None and self.line.fault is None and seen_in(state).line:
                return go_on(state, moment)
        return super().step(state, event, moment)

    def kept(self, state: State, moment: Moment) -> Step:
        return self.look(state, moment)

    def look(self, state: State, moment: Moment) -> Step:
        """Once more, from the beginning."""
        asked = moment.new_id()
        return replace_top(state, LinePage(asked=asked), LookAtLine(asked))
