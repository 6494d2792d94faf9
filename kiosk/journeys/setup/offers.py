"""Without network: the platform offers an enrolment on a stick, and its staff have told the stick's fingerprint by another way."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.setup.base import _Page
from kiosk.journeys.setup.effects import FindSticks, Sticks, TakeOffer
from kiosk.journeys.setup.events import ChooseStick, LookForSticks, MediaFound
from kiosk.journeys.setup.pairing import _CodePage
from kiosk.ports.maintenance import Medium
from kiosk.session.events import Primary
from kiosk.session.navigation import push, replace_top
from kiosk.session.state import Event, State, Step


class OffersPage(_Page):
    """``media``: sticks with an offer; None while they are looked for."""

    stage: ClassVar[int] = 3

    media: tuple[Medium, ...] | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case MediaFound(request_id, media) if request_id == self.asked != "":
                return replace_top(state, replace(self, media=media, asked=""))
            case LookForSticks() if not self.asked:
                return self.ask(state, FindSticks(moment.new_id(), Sticks.OFFERS))
            case ChooseStick(key) if not self.asked and key in {one.key for one in self.media or ()}:
                return push(state, OfferCodePage(medium=key))
        return super().step(state, event, moment)


class OfferCodePage(_CodePage, kw_only=True):
    """The fingerprint of the offer on this stick, as staff told it."""

    can_return: ClassVar[bool] = False
    length: ClassVar[int] = 16

    medium: str

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary() if not self.asked and len(self.code) == self.length:
                return self.ask(state, TakeOffer(moment.new_id(), self.medium, self.code))
        return super().step(state, event, moment)


def open_offers(state: State, moment: Moment) -> Step:
    """Forward to them; sticks are looked for."""
    asked = moment.new_id()
    return push(state, OffersPage(asked=asked), FindSticks(asked, Sticks.OFFERS))
