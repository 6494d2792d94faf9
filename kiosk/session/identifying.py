"""Who is it: the card at either reader, the code at the scanner, and what the platform knows of the card's holder.

Every reader that the terminal has is asked at once, and the first card that will do identifies. The others' requests end with the
page.
"""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.domain.parties import evidence_of, subject_of
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import CardGone, DecodePhoto, DeviceAnswer, PhotoDecoded, ScanCode, StatusChanged
from kiosk.ports.devices import (
    CardLeft,
    CardNeedsPin,
    CardRead,
    CardUnreadable,
    Device,
    NoCard,
    ReaderUnavailable,
    Reason,
    SocialCardRead,
    StatusKind,
)
from kiosk.ports.platform import AskCases, AskLicences, AskProfile, CasesKnown, LicencesKnown, ProfileKnown, Reply
from kiosk.session import applying, asking, copying
from kiosk.session.effects import AskPlatform, Effect
from kiosk.session.events import Event, TryAgain
from kiosk.session.moves import Step, go, put, stay
from kiosk.session.readers import NEVER_GIVEN, READERS, asked, fitted, read, wait_until_empty, without
from kiosk.session.state import Identify, IdentifyProblem, Person, Purpose, ScanPage, State

_NOT_FOR_US = {Reason.NOT_AUTHORISED: IdentifyProblem.BLOCKED}
_NOT_UNDERSTOOD = {
    (Device.ID_CARD_READER, IdentifyProblem.UNREADABLE),
    (Device.ID_CARD_READER, IdentifyProblem.OTHER_CARD),  # or an ID card whose chip is damaged
    (Device.SMART_CARD_READER, IdentifyProblem.UNREADABLE),
}
# What moving the card on the plate may mend: it is looked for again at once. Anything else is as it is until the card is taken
# away, and in a slot a card lies as well as it ever will. To read it over and over would keep a session alive that nobody is in.
_MENDED_BY_MOVING = {
    (Device.ID_CARD_READER, IdentifyProblem.CARD_LEFT),
    (Device.ID_CARD_READER, IdentifyProblem.UNREADABLE),  # once; then it is no better for being moved
}


def ask_card(state: State, purpose: Purpose, moment: Moment, item: ServiceItem | None = None) -> Step:
    """Ask for a card; or go on at once, if this resident already showed one."""
    if state.person is not None:
        return _go_on(state, purpose, item, moment)
    readers = fitted(state)
    problem = None if readers else IdentifyProblem.READER
    state, _ = go(state, Identify(purpose, {}, problem, item=item))
    return _ask(state, readers, moment)


def ask_code(state: State, purpose: Purpose, moment: Moment) -> Step:
    request_id = moment.new_id()
    return go(state, ScanPage(purpose, request_id), ScanCode(request_id))


def step(state: State, event: Event, moment: Moment) -> Step:
    place = state.place
    assert isinstance(place, Identify)
    match event:
        case DeviceAnswer(request_id, outcome) if device := asked(place.requests, request_id):
            return _answered(state, place, device, outcome, moment)
        case TryAgain() if place.problem is IdentifyProblem.READER:
            silent = [device for device in fitted(state) if device not in place.requests]
            return _ask(replace(state, place=replace(place, problem=None)), silent, moment) if silent else stay(state)
        case StatusChanged(device, status) if device in READERS and device not in place.requests:
            if status.kind is StatusKind.READY:
                known = place.problem is IdentifyProblem.READER and (place.at is device or not place.requests)
                return _ask(replace(state, place=replace(place, problem=None if known else place.problem)), [device], moment)
    return stay(state)


def _ask(state: State, readers: Iterable[Device], moment: Moment, moved_first: bool = False) -> Step:
    place = state.place
    assert isinstance(place, Identify)
    new = {device: moment.new_id() for device in readers}
    place = replace(place, requests={**place.requests, **new})
    # A card that was there before anybody touched the screen may be the last person's: it is lifted once before it is read.
    for device in state.unproven & set(new):
        place = replace(place, problem=IdentifyProblem.FORGOTTEN, at=device)
    effects = tuple(
        wait_until_empty(device, request_id) if device in state.unproven else read(device, request_id, moved_first)
        for device, request_id in new.items()
    )
    return put(state, place, *effects)


def _answered(state: State, place: Identify, device: Device, outcome: object, moment: Moment) -> Step:
    place = replace(place, requests=without(place.requests, device))
    state = replace(state, place=place)
    match outcome:
        case ReaderUnavailable(reason) if place.requests and reason in NEVER_GIVEN:
            return stay(state)  # asked before it could tell
        case ReaderUnavailable():
            return put(state, replace(place, problem=IdentifyProblem.READER, at=device))
    # A card in a reader, or one that is taken away, is a sign of life, whatever came of it.
    state = replace(state, touched_at=moment.monotonic, warned=False)
    if isinstance(outcome, (CardGone, NoCard)):
        state = replace(state, unproven=state.unproven - {device})
        if place.problem is IdentifyProblem.FORGOTTEN and place.at is device:
            state = replace(state, place=replace(place, problem=None))
        return _ask(state, [device], moment)
    state = replace(state, traces=True, shown=state.shown | {device})
    match outcome:
        case CardRead(card) | SocialCardRead(card) if not card.expired(moment.today):
            return _identified(state, place, Person(card, moment.wall, device), moment)
    problem = _problem(device, outcome)
    if (device, problem) in _NOT_UNDERSTOOD:
        problem = IdentifyProblem.STILL_UNREADABLE if device in place.unread else problem
        place = replace(place, unread=place.unread | {device})
    return _not_identified(state, place, device, problem, moment)


def _problem(device: Device, outcome: object) -> IdentifyProblem:
    match outcome:
        case CardRead() | SocialCardRead():
            return IdentifyProblem.EXPIRED
        case CardLeft():
            return IdentifyProblem.CARD_LEFT
        case CardNeedsPin():
            return IdentifyProblem.NEEDS_PIN
        case CardUnreadable(Reason.NOT_FOUND):
            return IdentifyProblem.OTHER_CARD
        case CardUnreadable(reason) if device is Device.SMART_CARD_READER:
            return _NOT_FOR_US.get(reason, IdentifyProblem.UNREADABLE)
    return IdentifyProblem.UNREADABLE


def _not_identified(state: State, place: Identify, device: Device, problem: IdentifyProblem, moment: Moment) -> Step:
    state = replace(state, place=replace(place, problem=problem, at=device))
    if (device, problem) in _MENDED_BY_MOVING:
        return _ask(state, [device], moment, moved_first=problem is IdentifyProblem.UNREADABLE)
    request_id = moment.new_id()
    waiting = replace(place, problem=problem, at=device, requests={**place.requests, device: request_id})
    return put(state, waiting, wait_until_empty(device, request_id))


def _identified(state: State, place: Identify, person: Person, moment: Moment) -> Step:
    who, shown = subject_of(person.card), evidence_of(person.card, person.reader.value, person.identified_at)
    profile_id = moment.new_id()
    questions = {**state.questions, profile_id: "profile"}
    known: list[Effect] = [AskPlatform(profile_id, AskProfile(who, shown))]
    if place.purpose is not Purpose.LICENCES:  # that page asks by itself: look-ups by number are counted
        licences_id = moment.new_id()
        questions[licences_id] = "licences"
        known.append(AskPlatform(licences_id, AskLicences(who, shown)))
    if place.purpose is Purpose.APPLY:
        cases_id = moment.new_id()
        questions[cases_id] = "cases"
        known.append(AskPlatform(cases_id, AskCases(who, shown)))
    if state.settings.card_photo and person.card.block:
        photo_id = moment.new_id()
        questions[photo_id] = "photo"
        known.append(DecodePhoto(photo_id, person.card.block))
    state = replace(state, person=person, questions=questions)
    state, effects = _go_on(state, place.purpose, place.item, moment)
    return state, (*known, *effects)


def _go_on(state: State, purpose: Purpose, item: ServiceItem | None, moment: Moment) -> Step:
    if purpose is Purpose.APPLY:
        assert item is not None
        return applying.begin(state, item)
    if purpose is Purpose.LICENCES:
        return copying.show_licences(state, item, moment)
    return asking.progress_by_card(state, moment)


def learn(state: State, request_id: str, reply: Reply | PhotoDecoded) -> State:
    """What the platform, or a vendor's library, knows of this person; no answer leaves it not known."""
    questions = {key: value for key, value in state.questions.items() if key != request_id}
    state = replace(state, questions=questions)
    if state.person is None:
        return state
    match reply:
        case PhotoDecoded(png):
            return replace(state, person=replace(state.person, photo=png))
        case ProfileKnown(profile):
            return replace(state, person=replace(state.person, profile=profile))
        case LicencesKnown(licences):
            return replace(state, person=replace(state.person, licences=licences, licences_kept=False))
        case CasesKnown(cases):
            return replace(state, person=replace(state.person, cases=cases))
    return state
