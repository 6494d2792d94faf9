"""Who is it: the card at either reader, and what the platform knows of the card's holder. What comes then is told by whoever asks.
A code on a phone may be shown instead where that is enough (`kiosk.session.phone_code`).

Every reader that the terminal has is asked at once, and the first card that will do identifies. The others' requests end with the
page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import ClassVar

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.names import same_name
from kiosk.domain.parties import suffices
from kiosk.domain.people import Card, IdCard
from kiosk.domain.service_items import Assurance
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import CardGone, DecodePhoto, DeviceAnswer, PhotoDecoded, StatusChanged
from kiosk.ports.devices import CardLeft, CardNeedsPin, CardRead, CardUnreadable, Device, NoCard, ReaderUnavailable, SocialCardRead
from kiosk.ports.platform import (
    AskCases,
    AskLicences,
    AskProfile,
    CasesKnown,
    LicencesKnown,
    LookUp,
    Network,
    PrefillKnown,
    ProfileKnown,
    RecordsCompared,
    Reply,
)
from kiosk.session.effects import AskPlatform
from kiosk.session.events import Act, LedgerSeen, TryAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.readers import NEVER_GIVEN, asked, fitted, read, wait_until_empty, without
from kiosk.session.registry import Journey
from kiosk.session.state import AuditEvent, Effect, Event, Known, Next, Person, Place, State, Step
from kiosk.session.time_limits import touched


class IdentifyProblem(Enum):
    CARD_LEFT = "card-left"
    UNREADABLE = "unreadable"
    STILL_UNREADABLE = "still-unreadable"  # the second time: to wipe it once more would help nobody
    EXPIRED = "expired"
    NEEDS_PIN = "needs-pin"
    OTHER_CARD = "other-card"  # the card is well, but none that tells who somebody is
    BLOCKED = "blocked"  # by its issuer
    OTHER_PERSON = "other-person"  # the resident showed a code on their phone before, and this card is somebody else's
    OWN_CARD = "own-card"  # somebody else's is asked for, and this one is the resident's
    FORGOTTEN = "forgotten"  # it has been there since before this process began: it may be the last person's
    READER = "reader"  # the reader cannot be used now
    LEDGER = "ledger"  # nothing can be written down here, not even that somebody was: no card is read


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


# Nothing is wrong any more once the card is taken away.
_ENDED_WITH_THE_CARD = frozenset({IdentifyProblem.FORGOTTEN, IdentifyProblem.OWN_CARD, IdentifyProblem.OTHER_PERSON})


class ShowNoCard(Act):
    """No card is at hand: what else will do?"""


class ShowPhoneCode(Act):
    """A code on a phone is shown instead of a card."""


class Identify(Place):
    """``waiting``: the id of what each reader was asked; one that cannot be used now is not among them."""

    can_return: ClassVar[bool] = False

    then: Next
    waiting: Mapping[Device, str]
    problem: IdentifyProblem | None = None
    at: Device = Device.ID_CARD_READER  # where the problem is
    unread: frozenset[Device] = frozenset()  # the readers at which a card was not understood already

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case LedgerSeen(True) if self.problem is IdentifyProblem.LEDGER:
                return _ask(state, replace(self, problem=None), readers_for(state, self.then), moment)
            case _ if self.problem is IdentifyProblem.LEDGER:
                return unchanged(state)
            case DeviceAnswer(request_id, outcome) if device := asked(self.waiting, request_id):
                return _answered(state, self, device, outcome, moment)
            case ShowPhoneCode() if code_will_do(state, self.then) is None:
                from kiosk.session.phone_code import show_phone_code  # only whoever shows one needs it

                return show_phone_code(state, self.then, moment)
            case ShowNoCard() if not self.then.another:
                from kiosk.session.no_card import show_ways

                return show_ways(state, self.then)
            case TryAgain() if self.problem is IdentifyProblem.READER:
                silent = [device for device in readers_for(state, self.then) if device not in self.waiting]
                return _ask(state, replace(self, problem=None), silent, moment) if silent else unchanged(state)
            case StatusChanged(device, status) if device in readers_for(state, self.then) and device not in self.waiting:
                if status.kind is StatusKind.READY:
                    known = self.problem is IdentifyProblem.READER and (self.at is device or not self.waiting)
                    return _ask(state, replace(self, problem=None if known else self.problem), [device], moment)
        return unchanged(state)

    def requests(self) -> frozenset[str]:
        return frozenset(self.waiting.values())

    def subject(self, state: State) -> LocalizedText | None:
        return self.then.subject(state)

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        return self.then.stage_of(state)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        """One card that lies there may be looked at many times: it is written down once."""
        here = before.place
        told = (here.problem, here.at) if isinstance(here, Identify) else None
        if self.problem and told != (self.problem, self.at):
            return (("session.not-identified", {"problem": self.problem.value, "reader": self.at.value}),)
        return ()


class CodeMissing(Enum):
    """Why a code on a phone will not do now."""

    LEDGER = "ledger"
    NOT_ENOUGH = "not-enough"  # the card itself is needed, or it is asked for after a code was shown
    SCANNER = "scanner"
    NETWORK = "network"


def code_will_do(state: State, then: Next) -> CodeMissing | None:
    """None where a code on a phone may be shown now in place of a card."""
    if state.ledger_usable is False:
        return CodeMissing.LEDGER
    if (state.person is not None and not then.another) or not suffices(Assurance.CODE, then.needs()):
        return CodeMissing.NOT_ENOUGH
    if not state.status(Device.CODE_SCANNER).usable:
        return CodeMissing.SCANNER
    return CodeMissing.NETWORK if state.network is Network.OFFLINE else None


def readers_for(state: State, then: Next) -> tuple[Device, ...]:
    """The readers of this terminal for the cards that are asked for."""
    return tuple(device for device in fitted(state) if device is Device.ID_CARD_READER or not then.id_card)


def is_shown(person: Person, then: Next) -> bool:
    """Whether what somebody showed is enough for what comes then."""
    return suffices(person.assurance, then.needs()) and (isinstance(person.card, IdCard) or not then.id_card)


def ask_card(state: State, then: Next, moment: Moment) -> Step:
    """Ask for a card; or go on at once, if this resident already showed what is enough, and it is theirs that is asked for."""
    if state.person is not None and not then.another and is_shown(state.person, then):
        return then.go(state, moment)
    if state.ledger_usable is False:
        return push(state, Identify(then, {}, IdentifyProblem.LEDGER))
    readers = readers_for(state, then)
    place = Identify(then, {}, None if readers else IdentifyProblem.READER)
    return _ask(push(state, place)[0], place, readers, moment)


def ask_other_card(state: State, then: Next, moment: Moment) -> Step:
    """Ask this resident for their other card."""
    place = Identify(then, {})
    readers = [device for device in readers_for(state, then) if device is not state.resident.reader]
    return _ask(push(state, place)[0], place, readers, moment)


def _ask(state: State, place: Identify, readers: Iterable[Device], moment: Moment, moved_first: bool = False) -> Step:
    new = {device: moment.new_id() for device in readers}
    place = replace(place, waiting={**place.waiting, **new})
    # A card that was there before anybody touched the screen may be the last person's: it is lifted once before it is read.
    for device in state.readers_unchecked & set(new):
        place = replace(place, problem=IdentifyProblem.FORGOTTEN, at=device)
    effects = tuple(
        wait_until_empty(device, request_id) if device in state.readers_unchecked else read(device, request_id, moved_first)
        for device, request_id in new.items()
    )
    return replace_top(state, place, *effects)


def _answered(state: State, place: Identify, device: Device, outcome: object, moment: Moment) -> Step:
    place = replace(place, waiting=without(place.waiting, device))
    match outcome:
        case ReaderUnavailable(reason) if place.waiting and reason in NEVER_GIVEN:
            return replace_top(state, place)  # asked before it could tell
        case ReaderUnavailable():
            return replace_top(state, replace(place, problem=IdentifyProblem.READER, at=device))
    # A card in a reader, or one that is taken away, is a sign of life, whatever came of it.
    state = touched(state, moment)
    if isinstance(outcome, (CardGone, NoCard)):
        state = replace(state, readers_unchecked=state.readers_unchecked - {device})
        if place.problem in _ENDED_WITH_THE_CARD and place.at is device:
            place = replace(place, problem=None)
        return _ask(state, place, [device], moment)
    state = replace(state, personal_data=True, readers_used=state.readers_used | {device})
    match outcome:
        case CardRead(card) | SocialCardRead(card) if not card.expired(moment.today):
            if place.then.another and card.number == state.resident.card.number:
                return _not_identified(state, place, device, IdentifyProblem.OWN_CARD, moment)
            if state.person and not place.then.another and not _same_person(state.person, card):
                return _not_identified(state, place, device, IdentifyProblem.OTHER_PERSON, moment)
            module = outcome.module if isinstance(outcome, CardRead) else ""
            return identified(replace(state, place=place), place, Person(card, moment.wall, device, module), moment)
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
    place = replace(place, problem=problem, at=device)
    if (device, problem) in _MENDED_BY_MOVING:
        return _ask(state, place, [device], moment, moved_first=problem is IdentifyProblem.UNREADABLE)
    request_id = moment.new_id()
    waiting = replace(place, waiting={**place.waiting, device: request_id})
    return replace_top(state, waiting, wait_until_empty(device, request_id))


def _same_person(before: Person, card: Card) -> bool:
    """Nothing of two people is ever mixed: what was shown before, and this card, are one person's."""
    return before.card.number == card.number and same_name(before.card.name, card.name)


def identified(state: State, place: Identify, person: Person, moment: Moment) -> Step:
    """On with whoever showed this. What was known of a resident who showed less before stays known.

    Args:
        state: that stands at the page which asked.
        place: that page.
        person: with nothing but what was shown.
        moment: now.
    """
    if state.person and not place.then.another:
        shown = {"card": person.card, "identified_at": person.identified_at, "reader": person.reader, "module": person.module}
        person = replace(state.person, **shown)
    asked = {known: moment.new_id() for known in Known if known in place.then.asked_of() and not _is_known(person, known)}
    looked_up: list[Effect] = [AskPlatform(request_id, _look_up(known, person)) for known, request_id in asked.items()]
    ids = frozenset(asked.values())
    if state.settings.card_photo and person.card.block and not place.then.another:
        photo_id = moment.new_id()
        ids |= {photo_id}
        looked_up.append(DecodePhoto(photo_id, person.card.block))
    another = place.then.another
    state = replace(state.asking(*ids, apart=another), cards_of_two=state.cards_of_two or another)
    state, effects = place.then.shown(state, person, ids, moment)
    return state, (*looked_up, *effects)


def _is_known(person: Person, known: Known) -> bool:
    """By an answer of the platform."""
    match known:
        case Known.PROFILE:
            return person.profile is not None
        case Known.LICENCES:
            return person.licences is not None and not person.licences_kept
        case Known.CASES:
            return bool(person.cases)


def _look_up(known: Known, person: Person) -> LookUp:
    match known:
        case Known.PROFILE:
            return AskProfile(person.subject, person.evidence)
        case Known.LICENCES:
            return AskLicences(person.subject, person.evidence)
        case Known.CASES:
            return AskCases(person.subject, person.evidence)


def learn(state: State, request_id: str, reply: Reply | PhotoDecoded) -> State:
    """What the platform, or a vendor's library, knows of this person, or of somebody for whom they act; no answer leaves it not
    known. What is about somebody whom nothing is kept of any more is nothing."""
    apart, mine = request_id in state.lookups_apart, {request_id}
    state = replace(state, lookups=state.lookups - mine, lookups_apart=state.lookups_apart - mine)
    if isinstance(reply, Reply):
        for kept in state.own.values():
            if (learned := kept.learned(request_id, reply)) is not None:
                return state.keeping(learned)
    return state if apart or state.person is None else replace(state, person=knowing(state.person, reply))


def knowing(person: Person, reply: Reply | PhotoDecoded) -> Person:
    """A person with what was told of them."""
    match reply:
        case PhotoDecoded(png):
            return replace(person, photo=png)
        case ProfileKnown(profile):
            return replace(person, profile=profile)
        case PrefillKnown(known):
            return replace(person, on_record={**person.on_record, **known})
        case RecordsCompared(code, proved):
            told = {(code, key): value for key, value in proved.items()}
            return replace(person, proved={**person.proved, **told})
        case LicencesKnown(licences):
            return replace(person, licences=licences, licences_kept=False)
        case CasesKnown(cases):
            return replace(person, cases=cases)
    return person
