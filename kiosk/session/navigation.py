"""The few moves that every part of the session is made of."""

from __future__ import annotations

from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.session.entry import WITHOUT_NETWORK, entry_of
from kiosk.session.state import Effect, Place, State, Step


def unchanged(state: State, *effects: Effect) -> Step:
    """The resident stays where they are."""
    return state, effects


def push(state: State, place: Place, *effects: Effect) -> Step:
    """Forward to another page; Back leads here again."""
    trail = (*state.trail, state.place) if state.place.can_return else state.trail
    return replace(state, place=place, trail=trail), effects


def replace_top(state: State, place: Place, *effects: Effect) -> Step:
    """Another page in place of this one; Back leads where it led before."""
    return replace(state, place=place), effects


def go_home(state: State, moment: Moment) -> Step:
    """To the home page; nothing lies behind it."""
    home = state.journeys.named(state.journeys.home)
    assert home is not None
    entry = entry_of(home)
    assert entry.open is not None
    return entry.open(replace(state, trail=()), "", moment)


def show_without_network(state: State, moment: Moment) -> Step:
    """Forward to the list of what can be done without network, which the home page's journey has."""
    home = state.journeys.named(state.journeys.home)
    assert home is not None
    entry = entry_of(home)
    assert entry.open is not None
    return entry.open(state, WITHOUT_NETWORK, moment)


def show_guide(state: State, item: ServiceItem, moment: Moment) -> Step:
    """Forward to an item's guide, which the home page's journey has."""
    home = state.journeys.named(state.journeys.home)
    assert home is not None
    entry = entry_of(home)
    assert entry.guide is not None
    return entry.guide(state, item, moment)
