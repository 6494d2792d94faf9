"""The end: a card that is left in a reader is announced, then everything of this person goes.

Every reader is asked, and not the one alone that identified: another card may have been shown before, or stand in the slot since
it was put there beside the one that was quicker.
"""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import CardGone, DeviceAnswer
from kiosk.session.effects import ReplaceProcess
from kiosk.session.events import Event, PaperAnswered
from kiosk.session.moves import Step, stay
from kiosk.session.readers import asked, fitted, wait_until_empty, without
from kiosk.session.state import Attract, Leaving, PaperState, State, Wiped

VISITS = 200  # that one process serves: it grows by some 2 KB with each, 0.5 MB in all
LOOK = 1.0  # seconds after which a reader that is empty has said so


def leave(state: State, moment: Moment) -> Step:
    if not state.traces:
        empty = replace(_empty(state, moment), visits=state.visits + 1)
        worn = empty.visits >= VISITS
        return (replace(empty, place=Wiped()), (ReplaceProcess(),)) if state.typed or worn else stay(empty)
    requests = {device: moment.new_id() for device in fitted(state)}
    reader = state.person.reader if state.person else None
    place = Leaving(moment.monotonic, requests, state.shown, reader, page=unbegun_page(state))
    effects = tuple(wait_until_empty(device, request_id) for device, request_id in requests.items())
    # What is left behind is told in the language of whoever leaves it; it goes with the process.
    return replace(_empty(state, moment), place=place, traces=True, language=state.language), effects


def unbegun_page(state: State) -> str:
    """The request of a page that waits in vain: whoever goes has it taken back; "" where there is none."""
    return state.copy.paper.request_id if state.copy and state.copy.paper.state is PaperState.WAITING else ""


def next_tick(state: State, place: Leaving) -> float:
    if place.requests and not place.looked:
        return place.since + LOOK
    return place.since + (state.settings.leaving_limit if place.requests or place.page else state.settings.leaving)


def _empty(state: State, moment: Moment) -> State:
    """Only the terminal is left of it: what it is, and how its devices and its network are."""
    return State(
        settings=state.settings,
        language=state.settings.language,
        touched_at=moment.monotonic,
        network=state.network,
        devices=state.devices,
        unproven=state.unproven,
        missing=state.missing,
        catalogue_version=state.catalogue_version,
        newer_catalogue=state.newer_catalogue,
        place=Attract(),
    )


def step(state: State, event: Event, moment: Moment) -> Step:
    place = state.place
    assert isinstance(place, Leaving)
    match event:
        case DeviceAnswer(request_id, CardGone()) if device := asked(place.requests, request_id):
            place = replace(place, requests=without(place.requests, device))
        case PaperAnswered(request_id) if request_id == place.page:
            place = replace(place, page="")  # not before: what the queue still holds would outlive this process
    stayed = moment.monotonic - place.since
    place = replace(place, looked=place.looked or stayed >= LOOK)
    state = replace(state, place=place)
    if stayed >= state.settings.leaving_limit or (not (place.requests or place.page) and stayed >= state.settings.leaving):
        return replace(state, place=Wiped()), (ReplaceProcess(),)
    return stay(state)
