"""Who is it: the card on the reader, the code at the scanner, and what the platform knows of its holder."""

from __future__ import annotations

from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.devices import (
    CardLeft,
    CardRead,
    CardUnreadable,
    Device,
    DeviceAnswer,
    ReadCard,
    ReaderUnavailable,
    ScanCode,
    StatusChanged,
    StatusKind,
)
from kiosk.ports.platform import AskLicences, AskProfile, LicencesKnown, ProfileKnown, Reply
from kiosk.session import applying, asking, copying
from kiosk.session.effects import AskPlatform
from kiosk.session.events import Event, TryAgain
from kiosk.session.moves import Step, go, put, stay
from kiosk.session.state import Identify, IdentifyProblem, Person, Purpose, ScanPage, State


def ask_card(state: State, purpose: Purpose, moment: Moment, item: ServiceItem | None = None) -> Step:
    """Ask for the card; or go on at once, if this resident already showed it."""
    if state.person is not None:
        return _go_on(state, purpose, item, moment)
    request_id = moment.new_id()
    return go(state, Identify(purpose, request_id, item=item), ReadCard(request_id))


def ask_code(state: State, purpose: Purpose, moment: Moment) -> Step:
    request_id = moment.new_id()
    return go(state, ScanPage(purpose, request_id), ScanCode(request_id))


def step(state: State, event: Event, moment: Moment) -> Step:
    place = state.place
    assert isinstance(place, Identify)
    match event:
        case DeviceAnswer(request_id, outcome) if request_id == place.request_id:
            # A card on the reader is a sign of life, whatever came of it.
            state = replace(state, touched_at=moment.monotonic, warned=False)
            match outcome:
                case CardRead(card) if card.expired(moment.today):
                    return _again(state, place, IdentifyProblem.EXPIRED, moment)
                case CardRead(card):
                    return _identified(state, place, Person(card, moment.wall), moment)
                case CardLeft():
                    return _again(state, place, IdentifyProblem.CARD_LEFT, moment)
                case CardUnreadable():
                    return _again(state, place, IdentifyProblem.UNREADABLE, moment)
                case ReaderUnavailable():
                    return put(state, replace(place, problem=IdentifyProblem.READER))
        case TryAgain() if place.problem is IdentifyProblem.READER:
            return _again(state, place, None, moment)
        case StatusChanged(Device.ID_CARD_READER, status) if place.problem is IdentifyProblem.READER:
            if status.kind is StatusKind.READY:
                return _again(state, place, None, moment)
    return stay(state)


def _again(state: State, place: Identify, problem: IdentifyProblem | None, moment: Moment) -> Step:
    request_id = moment.new_id()
    return put(state, replace(place, problem=problem, request_id=request_id), ReadCard(request_id))


def _identified(state: State, place: Identify, person: Person, moment: Moment) -> Step:
    name, number = person.card.name, person.card.number
    profile_id = moment.new_id()
    questions = {**state.questions, profile_id: "profile"}
    asked = [AskPlatform(profile_id, AskProfile(name, number))]
    if place.purpose is not Purpose.LICENCES:  # that page asks by itself: look-ups by number are counted
        licences_id = moment.new_id()
        questions[licences_id] = "licences"
        asked.append(AskPlatform(licences_id, AskLicences(name, number)))
    state = replace(state, person=person, traces=True, questions=questions)
    state, effects = _go_on(state, place.purpose, place.item, moment)
    return state, (*asked, *effects)


def _go_on(state: State, purpose: Purpose, item: ServiceItem | None, moment: Moment) -> Step:
    if purpose is Purpose.APPLY:
        assert item is not None
        return applying.begin(state, item)
    if purpose is Purpose.LICENCES:
        return copying.show_licences(state, moment)
    return asking.progress_by_card(state, moment)


def learn(state: State, request_id: str, reply: Reply) -> State:
    """What the platform knows of this person; no answer leaves it not known."""
    questions = {key: value for key, value in state.questions.items() if key != request_id}
    state = replace(state, questions=questions)
    if state.person is None:
        return state
    match reply:
        case ProfileKnown(profile):
            return replace(state, person=replace(state.person, profile=profile))
        case LicencesKnown(licences):
            return replace(state, person=replace(state.person, licences=licences, licences_kept=False))
    return state
