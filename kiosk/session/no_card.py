"""No card is at hand: what else shows here who somebody is, for what they came to do, and with the devices and the network that
there are now."""

from __future__ import annotations

from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.session.identify import Identify, ShowPhoneCode, ask_card, code_will_do
from kiosk.session.navigation import replace_top, unchanged
from kiosk.session.phone_code import UseCardInstead, show_phone_code
from kiosk.session.registry import Journey
from kiosk.session.state import Event, Next, Place, State, Step


class NoCardPage(Place):
    then: Next

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ShowPhoneCode() if code_will_do(state, self.then) is None:
                return show_phone_code(state, self.then, moment)
            case UseCardInstead():
                return ask_card(replace(state, place=Identify(self.then, {})), self.then, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText | None:
        return self.then.subject(state)

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        return self.then.stage_of(state)


def show_ways(state: State, then: Next) -> Step:
    """In place of the page that asks for a card."""
    return replace_top(state, NoCardPage(then))
