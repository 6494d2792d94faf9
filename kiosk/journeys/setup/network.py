"""The way to the platform: its address, a proxy, the site's own certificates, and the look at the line."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.setup.base import _Page, go_back, go_on, learned, seen_in
from kiosk.journeys.setup.effects import FindSticks, Keep, KeepAddress, KeepCertificate, KeepProxy, LookAtLine, PickTyped, Sticks
from kiosk.journeys.setup.events import ChooseStick, LineLookedAt, LookForSticks, MediaFound, OpenPart, TypeText
from kiosk.ports.devices import Device
from kiosk.ports.line import LineSeen
from kiosk.ports.maintenance import Medium
from kiosk.session.events import Primary, TryAgain
from kiosk.session.navigation import push, replace_top
from kiosk.session.registry import Journey
from kiosk.session.state import Event, State, Step

LONGEST_ADDRESS = 200  # characters


class AddressOf(Enum):
    """Whose address is typed."""

    PLATFORM = "platform"
    PROXY = "proxy"
    DEVICE = "device"


class NetworkPage(_Page):
    stage: ClassVar[int] = 2

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
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
                asked = moment.new_id()
                return push(state, LinePage(asked=asked), LookAtLine(asked))
        return super().step(state, event, moment)


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
            case Primary() if not self.asked and (self.text or self.of is AddressOf.PROXY):
                return self.ask(state, self._work(moment.new_id()))
        return super().step(state, event, moment)

    def _work(self, asked: str) -> Keep:
        if self.of is AddressOf.PLATFORM:
            return KeepAddress(asked, self.text)
        if self.of is AddressOf.PROXY:
            return KeepProxy(asked, self.text)
        assert self.device is not None
        return PickTyped(asked, self.device, self.driver, self.text)

    def kept(self, state: State, moment: Moment) -> Step:
        return go_back(state)

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

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case LineLookedAt(request_id, line, done) if request_id == self.asked != "":
                return replace_top(learned(state, done.seen), replace(self, asked="", line=line, fault=done.fault))
            case TryAgain() if not self.asked:
                return self._look(state, moment)
            case Primary() if not self.asked and self.line is not None and self.line.fault is None and seen_in(state).line:
                return go_on(state, moment)
        return super().step(state, event, moment)

    def _look(self, state: State, moment: Moment) -> Step:
        asked = moment.new_id()
        return replace_top(state, LinePage(asked=asked), LookAtLine(asked))
