"""A code is held up: whichever journey knows it takes it, whatever was asked for. People hold up what they have."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from kiosk.domain.codes import CutCode, FormCode, known_code
from kiosk.domain.device_states import StatusKind
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.ports.device_hub import TIME_TO_MOVE, DeviceAnswer, ScanCode, StatusChanged
from kiosk.ports.devices import CodeNotText, CodeScanned, CodeUnreadable, Device, ScannerUnavailable
from kiosk.session.entry import entry_of
from kiosk.session.events import TryAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.state import Event, Place, State, Step
from kiosk.session.time_limits import touched


class ScanProblem(Enum):
    UNREADABLE = "unreadable"
    STILL_UNREADABLE = "still-unreadable"  # it was held up for a while, or once more
    UNKNOWN_CODE = "unknown-code"  # read well, and none of ours: to hold it up once more would help nobody
    FOR_COUNTER = "for-counter"  # of a form that was filled in: the counter reads it
    SCANNER = "scanner"


class ScanWords(Value):
    """What a journey asks to be held up. ``card_helps``: who has no code can go back and show a card; ``on_phone``: it is not on
    paper."""

    title: LocalizedText
    unknown: LocalizedText  # the code that was read is none that can be used here
    card_helps: bool = False
    on_phone: bool = False


class Scan(Place):
    can_return: ClassVar[bool] = False

    words: ScanWords
    request_id: str
    problem: ScanProblem | None = None
    unread_since: float | None = None  # monotonic: when a code was first not understood

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case DeviceAnswer(request_id, outcome) if request_id == self.request_id:
                return _answered(touched(state, moment), self, outcome, moment)
            case TryAgain() if self.problem is ScanProblem.SCANNER:
                return _look(state, replace(self, problem=None), moment)
            case StatusChanged(Device.CODE_SCANNER, status) if self.problem is ScanProblem.SCANNER:
                if status.kind is StatusKind.READY:
                    return _look(state, replace(self, problem=None), moment)
        return unchanged(state)

    def requests(self) -> frozenset[str]:
        return frozenset({self.request_id})


def ask_code(state: State, words: ScanWords, moment: Moment) -> Step:
    """Ask for a code to be held up."""
    request_id = moment.new_id()
    return push(state, Scan(words, request_id), ScanCode(request_id))


def _answered(state: State, place: Scan, outcome: object, moment: Moment) -> Step:
    match outcome:
        case CodeScanned(text):
            return _scanned(state, place, text, moment)
        case CodeNotText():
            return _look(state, replace(place, problem=ScanProblem.UNKNOWN_CODE), moment)
        case CodeUnreadable():
            return _not_read(state, place, moment)
        case ScannerUnavailable():
            return replace_top(state, replace(place, problem=ScanProblem.SCANNER))
    return unchanged(state)


def _scanned(state: State, place: Scan, text: str, moment: Moment) -> Step:
    code = known_code(text)
    if isinstance(code, CutCode):
        return _not_read(state, place, moment)
    if code is not None:
        if state.trail and (step := state.trail[-1].scanned(replace(state, personal_data=True), code, moment)):
            return step
        for journey in state.journeys.all:
            if journey.reads_codes and (scanned := entry_of(journey).scanned):
                step = scanned(replace(state, personal_data=True), code, moment)
                if step is not None:
                    return step
    problem = ScanProblem.FOR_COUNTER if isinstance(code, FormCode) else ScanProblem.UNKNOWN_CODE
    return _look(state, replace(place, problem=problem), moment)


def _not_read(state: State, place: Scan, moment: Moment) -> Step:
    """A camera tells many times in a second that it cannot read what is held up: one try, until there was time for another."""
    if place.unread_since is None:
        return _look(state, replace(place, unread_since=moment.monotonic, problem=ScanProblem.UNREADABLE), moment)
    once_more = moment.monotonic - place.unread_since >= TIME_TO_MOVE
    return _look(state, replace(place, problem=ScanProblem.STILL_UNREADABLE if once_more else ScanProblem.UNREADABLE), moment)


def _look(state: State, place: Scan, moment: Moment) -> Step:
    request_id = moment.new_id()
    return replace_top(state, replace(place, request_id=request_id), ScanCode(request_id))
