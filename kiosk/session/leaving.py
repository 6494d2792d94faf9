"""The end: what lies on the reader is announced, then everything of this person goes."""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.devices import CardGone, DeviceAnswer, WaitForNoCard
from kiosk.session.effects import ReplaceProcess
from kiosk.session.events import Event
from kiosk.session.moves import Step, stay
from kiosk.session.state import Attract, Leaving, State, Wiped


def leave(state: State, moment: Moment) -> Step:
    if not state.traces:
        return stay(_empty(state, moment))
    request_id = moment.new_id()
    return replace(_empty(state, moment), place=Leaving(moment.monotonic, request_id), traces=True), (WaitForNoCard(request_id),)


def _empty(state: State, moment: Moment) -> State:
    """Only the terminal is left of it: what it is, and how its devices and its network are."""
    return State(
        settings=state.settings,
        language=state.settings.language,
        touched_at=moment.monotonic,
        network=state.network,
        devices=state.devices,
        catalogue_version=state.catalogue_version,
        place=Attract(),
    )


def step(state: State, event: Event, moment: Moment) -> Step:
    place = state.place
    assert isinstance(place, Leaving)
    match event:
        case DeviceAnswer(request_id, CardGone()) if request_id == place.request_id:
            place = replace(place, card_gone=True)
            state = replace(state, place=place)
    stayed = moment.monotonic - place.since
    if stayed >= state.settings.leaving_limit or (place.card_gone and stayed >= state.settings.leaving):
        return replace(state, place=Wiped()), (ReplaceProcess(),)
    return stay(state)
