"""Licence copies: which licences, for what purpose, what it will look like, and the paper."""

from __future__ import annotations

from kiosk.domain.licences import Licence
from kiosk.domain.parties import evidence_of, subject_of
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import PrintProgressed
from kiosk.ports.devices import Device
from kiosk.ports.platform import AskLicences, LicencesKnown, NoAnswer, PlatformReply
from kiosk.session.effects import AskPlatform, ComposeCopy, OpenVault, PrintCopyPaper
from kiosk.session.events import (
    CopyComposed,
    CopyNotComposed,
    Event,
    OpenLicence,
    PaperAnswered,
    PaperSeen,
    Primary,
    PrintAgain,
    SetKeep,
    SetPurpose,
    StopPrint,
    TryAgain,
    VaultOpened,
)
from kiosk.session.moves import Step, go, put, stay
from kiosk.session.paper import judged, may_print_again, missed, paper_after, progressed, seen, void
from kiosk.session.state import (
    CopyJourney,
    CopyPage,
    CopyPreviewPage,
    CopyPurposePage,
    Home,
    LicencesPage,
    Paper,
    PaperState,
    Person,
    State,
)


def show_licences(state: State, item: ServiceItem | None, moment: Moment) -> Step:
    """The list comes from the platform; where it does not answer, from the vault that this card opens."""
    assert state.person is not None
    known = state.person.licences is not None
    place = LicencesPage(kept=state.person.licences_kept, item=item)
    state, _ = go(replace(state, copy=None), place)
    return stay(state) if known else _ask(state, place, moment)


def offered(person: Person | None, place: LicencesPage) -> tuple[Licence, ...]:
    """Of the licences that are known, those that the page is about."""
    known = (person.licences if person else None) or ()
    return tuple(licence for licence in known if place.item is None or licence.licence_type == place.item.licence_type)


def _ask(state: State, place: LicencesPage, moment: Moment) -> Step:
    assert state.person is not None
    request_id = moment.new_id()
    person = state.person
    question = AskLicences(subject_of(person.card), evidence_of(person.card, person.reader.value, person.identified_at))
    return put(state, replace(place, request_id=request_id, kept=False), AskPlatform(request_id, question))


def step(state: State, event: Event, moment: Moment) -> Step:
    match state.place:
        case LicencesPage() as place:
            return _licences(state, place, event, moment)
        case CopyPurposePage():
            return _purpose(state, event, moment)
        case CopyPreviewPage() as place:
            return _preview(state, place, event, moment)
        case CopyPage():
            return _paper(state, event, moment)
    return stay(state)


def _licences(state: State, place: LicencesPage, event: Event, moment: Moment) -> Step:
    person = state.person
    assert person is not None
    match event:
        case PlatformReply(request_id, LicencesKnown(licences)) if request_id == place.request_id:
            known = replace(place, request_id="", kept=False)
            return put(replace(state, person=replace(person, licences=licences, licences_kept=False)), known)
        case PlatformReply(request_id, NoAnswer()) if request_id == place.request_id:
            # A card that locks nothing opens nothing.
            return stay(state, OpenVault(request_id, person.card)) if person.card.block else _kept(state, place, ())
        case VaultOpened(request_id, files) if request_id == place.request_id:
            return _kept(state, place, tuple(file.licence for file in files))
        case OpenLicence(identifier) if not place.request_id:
            for licence in offered(person, place):
                if licence.identifier == identifier and licence.usable:
                    return go(replace(state, copy=CopyJourney(licence)), CopyPurposePage())
        case TryAgain() if not place.request_id:
            return _ask(state, place, moment)
        case Primary() if not place.request_id:
            return put(replace(state, trail=()), Home())
    return stay(state)


def _kept(state: State, place: LicencesPage, licences: tuple[Licence, ...]) -> Step:
    assert state.person is not None
    person = replace(state.person, licences=licences, licences_kept=True)
    return put(replace(state, person=person), replace(place, request_id="", kept=True))


def may_keep(state: State) -> bool:
    """Whether there is a key that a copy can be kept under."""
    return state.person is not None and bool(state.person.card.block)


def _purpose(state: State, event: Event, moment: Moment) -> Step:
    copy = state.copy
    assert copy is not None
    match event:
        case SetPurpose(purpose):
            return stay(replace(state, copy=replace(copy, purpose=purpose)))
        case SetKeep(keep) if may_keep(state):
            return stay(replace(state, copy=replace(copy, keep=keep)))
        case Primary() if copy.purpose:
            state, _ = go(state, CopyPreviewPage())
            return _compose(state, moment)
    return stay(state)


def _compose(state: State, moment: Moment) -> Step:
    copy, person = state.copy, state.person
    assert copy is not None
    assert person is not None
    purpose = copy.purpose
    assert purpose is not None
    request_id = moment.new_id()
    copy = replace(copy, composed=None, problem=None, paper=Paper(), request_id=request_id)
    effect = ComposeCopy(request_id, person.card, copy.licence, purpose.value, copy.keep)
    return stay(replace(state, copy=copy), effect)


def _preview(state: State, place: CopyPreviewPage, event: Event, moment: Moment) -> Step:
    copy = state.copy
    assert copy is not None
    match event:
        case CopyComposed(request_id, composed) if request_id == copy.request_id:
            state = replace(state, copy=replace(copy, composed=composed), touched_at=moment.monotonic)
            return _print(state, moment) if place.at_once else stay(state)
        case CopyNotComposed(request_id, problem) if request_id == copy.request_id:
            return stay(replace(state, copy=replace(copy, problem=problem), touched_at=moment.monotonic))
        case TryAgain() if copy.problem is not None:
            return _compose(state, moment)
        case Primary() if copy.composed is not None:
            # From here on there is no way back: the serial number is being used.
            return _print(replace(state, trail=()), moment)
    return stay(state)


def _print(state: State, moment: Moment) -> Step:
    copy = state.copy
    assert copy is not None
    composed, purpose = copy.composed, copy.purpose
    assert composed is not None
    assert purpose is not None
    request_id = moment.new_id()
    state = replace(state, copy=replace(copy, paper=Paper(PaperState.PRINTING, request_id)))
    identifier = copy.licence.identifier
    return put(state, CopyPage(), PrintCopyPaper(request_id, composed.serial, composed.pdf, identifier, purpose.value))


def _paper(state: State, event: Event, moment: Moment) -> Step:
    copy = state.copy
    assert copy is not None
    paper = copy.paper
    match event:
        case PaperAnswered(request_id, answer) if request_id == paper.request_id:
            copy = replace(copy, paper=paper_after(paper, answer))
            state = judged(state, Device.PAGE_PRINTER, answer)
            return stay(replace(state, copy=copy, touched_at=moment.monotonic))
        case PrintProgressed(request_id, progress) if request_id == paper.request_id:
            # The time that a page waits in vain is the resident's: whoever goes away without a word must not be waited for.
            return stay(replace(state, copy=replace(copy, paper=progressed(paper, progress)), touched_at=moment.monotonic))
        case StopPrint() if paper.state is PaperState.WAITING:
            return stay(replace(state, copy=replace(copy, paper=replace(paper, state=PaperState.STOPPING))))
        case PaperSeen(whole) if paper.asked:
            state, paper, told = seen(state, Device.PAGE_PRINTER, paper, whole)
            return stay(replace(state, copy=replace(copy, paper=paper)), *told)
        case PrintAgain() if paper.state is PaperState.FAILED:
            return _print(state, moment)  # the same page under the same serial number: nothing of it is on paper
        case PrintAgain() if may_print_again(paper):
            # There may be a page under this serial number, or a part of one: the next one gets another.
            state = missed(state, Device.PAGE_PRINTER, paper)
            composing, effects = _compose(replace(state, place=CopyPreviewPage(at_once=True)), moment)
            return composing, (*void(paper), *effects)
        case Primary() if not paper.busy and paper.state is not PaperState.WAITING:
            assert state.person is not None
            return put(replace(state, trail=(), copy=None), LicencesPage(kept=state.person.licences_kept))
    return stay(state)
