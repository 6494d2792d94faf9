"""The end: a card that is left in a reader is announced, then everything of this person goes.

Every reader is asked, and not the one alone that identified: another card may have been shown before, or stand in the slot since
it was put there beside the one that was quicker.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import CardGone, DeviceAnswer
from kiosk.ports.devices import Device
from kiosk.session.effects import ReplaceProcess
from kiosk.session.events import PaperAnswered
from kiosk.session.idle import Idle
from kiosk.session.navigation import unchanged
from kiosk.session.paper import PaperState
from kiosk.session.readers import asked, fitted, wait_until_empty, without
from kiosk.session.state import Event, Place, State, Step

SESSIONS = 200  # that one process serves: it grows by some 2 KB with each, 0.5 MB in all
LOOK = 1.0  # seconds after which a reader that is empty has said so


class Leaving(Place):
    can_return: ClassVar[bool] = False
    may_go_back: ClassVar[bool] = False

    since: float
    waiting: Mapping[Device, str]  # the readers that have not told yet that no card is there, with the id of what each was asked
    used: frozenset[Device] = frozenset()  # that a card was shown to
    reader: Device | None = None  # whose card identified the resident
    looked: bool = False  # long enough for a reader that is empty to have said so
    page: str = ""  # the request of a page that is being taken back
    cards_of_two: bool = False  # that of somebody else was read, too

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        place = self
        match event:
            case DeviceAnswer(request_id, CardGone()) if device := asked(place.waiting, request_id):
                place = replace(place, waiting=without(place.waiting, device))
            case PaperAnswered(request_id) if request_id == place.page:
                place = replace(place, page="")  # not before: what the queue still holds would outlive this process
        stayed = moment.monotonic - place.since
        place = replace(place, looked=place.looked or stayed >= LOOK)
        state = replace(state, place=place)
        if stayed >= state.settings.leaving_limit or (not place.unfinished and stayed >= state.settings.leaving):
            return replace(state, place=Wiped()), (ReplaceProcess(),)
        return unchanged(state)

    @property
    def unfinished(self) -> bool:
        """A reader has not said that it is empty, or a page is not taken back yet."""
        return bool(self.waiting or self.page)

    def limited(self, state: State) -> bool:
        return False

    def next_tick(self, state: State) -> float:
        if self.waiting and not self.looked:
            return self.since + LOOK
        return self.since + (state.settings.leaving_limit if self.unfinished else state.settings.leaving)

    def requests(self) -> frozenset[str]:
        return frozenset(self.waiting.values())


class Wiped(Place):
    """Nothing more happens here: the process is being replaced."""

    is_over: ClassVar[bool] = True
    can_return: ClassVar[bool] = False
    may_go_back: ClassVar[bool] = False

    def limited(self, state: State) -> bool:
        return False


def leave(state: State, moment: Moment) -> Step:
    """End this resident's session."""
    if not state.personal_data:
        empty = replace(_empty(state, moment), sessions=state.sessions + 1)
        worn = empty.sessions >= SESSIONS
        return (replace(empty, place=Wiped()), (ReplaceProcess(),)) if state.text_typed or worn else unchanged(empty)
    waiting = {device: moment.new_id() for device in fitted(state)}
    reader = state.person.reader if state.person else None
    place = Leaving(
        moment.monotonic, waiting, state.readers_used, reader, page=unbegun_page(state), cards_of_two=state.cards_of_two
    )
    effects = tuple(wait_until_empty(device, request_id) for device, request_id in waiting.items())
    # What is left behind is told in the language of whoever leaves it; it goes with the process.
    return replace(_empty(state, moment), place=place, personal_data=True, language=state.language), effects


def unbegun_page(state: State) -> str:
    """The request of a page that waits in vain: whoever goes has it taken back; "" where there is none."""
    paper = state.place.paper
    return paper.request_id if paper and paper.state is PaperState.WAITING else ""


def _empty(state: State, moment: Moment) -> State:
    """Only the terminal is left of it: what it is, and how its devices and its network are."""
    return State(
        place=Idle(),
        settings=state.settings,
        journeys=state.journeys,
        language=state.settings.language,
        touched_at=moment.monotonic,
        network=state.network,
        public_data=state.public_data,
        devices=state.devices,
        readers_unchecked=state.readers_unchecked,
        paper_missing=state.paper_missing,
        catalogue_version=state.catalogue_version,
        newer_catalogue=state.newer_catalogue,
        renewal_wanted=state.renewal_wanted,
        other_program=state.other_program,
        ledger_usable=state.ledger_usable,
        closed=state.closed,
        technician_called=state.technician_called,
    )
