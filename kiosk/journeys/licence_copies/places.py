"""Which licence, for what purpose, what it will look like, and the paper."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.licences import CopyPurpose, Licence
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.journeys.licence_copies import audit
from kiosk.journeys.licence_copies.effects import (
    ComposeCopy,
    ComposedCopy,
    CopyComposed,
    CopyNotComposed,
    CopyProblem,
    FindTransaction,
    OpenVault,
    PrintedCopyReport,
    TransactionFound,
    VaultOpened,
)
from kiosk.ports.device_hub import PrintProgressed
from kiosk.ports.devices import Device
from kiosk.ports.platform import (
    AskLicenceFile,
    AskLicences,
    LicenceFile,
    LicenceRefused,
    LicencesKnown,
    NoAnswer,
    PlatformReply,
)
from kiosk.session.effects import AskPlatform, PrintPagePaper
from kiosk.session.entry import Entry
from kiosk.session.events import Act, PaperAnswered, PaperSeen, Primary, PrintAgain, StopPrint, TryAgain
from kiosk.session.identify import ask_card
from kiosk.session.navigation import go_home, push, replace_top, show_guide, unchanged
from kiosk.session.paper import Paper, PaperState, answered, progressed
from kiosk.session.printing import judged, missed, seen, void
from kiosk.session.state import AuditEvent, Event, Known, Next, Person, Place, State, Step


class OpenLicence(Act):
    identifier: str


class OpenTransaction(Act):
    """The service that gives such a licence to whoever has none."""


class SetPurpose(Act):
    purpose: CopyPurpose


class SetKeep(Act):
    keep: bool


class CopyOrder(Value):
    """What is to be copied. ``keep``: the holder agreed that it is kept here for days without network."""

    licence: Licence
    purpose: CopyPurpose | None = None
    keep: bool = False


class LicencesPage(Place):
    """``request_id`` "" once it is known; ``kept``: these are from the vault, the platform could not be asked; ``item``: what is
    to be printed, or None for any of the holder's; ``transaction``: what gives one to a holder who has none."""

    stage: ClassVar[int] = 1

    request_id: str = ""
    kept: bool = False
    item: ServiceItem | None = None
    transaction: ServiceItem | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        person = state.resident
        match event:
            case PlatformReply(request_id, LicencesKnown(licences)) if request_id == self.request_id:
                known = replace(person, licences=licences, licences_kept=False)
                return _with_a_way(replace(state, person=known), replace(self, request_id="", kept=False))
            case TransactionFound(item) if self.item and item.implementation_code == self.item.obtained_by:
                return replace_top(state, replace(self, transaction=item))
            case OpenTransaction() if self.transaction and not self.request_id:
                return show_guide(state, self.transaction, moment)
            case PlatformReply(request_id, NoAnswer()) if request_id == self.request_id:
                # A card that locks nothing opens nothing.
                return unchanged(state, OpenVault(request_id, person.card)) if person.card.block else self._kept(state, ())
            case VaultOpened(request_id, files) if request_id == self.request_id:
                return self._kept(state, tuple(file.licence for file in files))
            case OpenLicence(identifier) if not self.request_id:
                for licence in offered(person, self):
                    if licence.identifier == identifier and licence.usable:
                        return push(state, CopyPurposePage(CopyOrder(licence)))
            case TryAgain() if not self.request_id:
                return _ask(state, self, moment)
            case Primary() if not self.request_id:
                return go_home(state, moment)
        return unchanged(state)

    def _kept(self, state: State, licences: tuple[Licence, ...]) -> Step:
        person = replace(state.resident, licences=licences, licences_kept=True)
        return replace_top(replace(state, person=person), replace(self, request_id="", kept=True))


def offered(person: Person | None, place: LicencesPage) -> tuple[Licence, ...]:
    """Of the licences that are known, those that the page is about."""
    known = (person.licences if person else None) or ()
    return tuple(licence for licence in known if place.item is None or licence.licence_type == place.item.licence_type)


def _with_a_way(state: State, place: LicencesPage) -> Step:
    """The licences are known; where the holder has none that is asked for, the service that gives one is looked for."""
    item = place.item
    has_none = item is not None and not offered(state.person, place)
    return replace_top(state, place, *([FindTransaction(item.obtained_by)] if item and has_none and item.obtained_by else []))


def _ask(state: State, place: LicencesPage, moment: Moment) -> Step:
    request_id = moment.new_id()
    question = AskLicences(state.resident.subject, state.resident.evidence)
    return replace_top(
        state, replace(place, request_id=request_id, kept=False, transaction=None), AskPlatform(request_id, question)
    )


class ShowLicences(Next):
    """The list comes from the platform; where it does not answer, from the vault that this card opens."""

    asks: ClassVar[frozenset[Known]] = frozenset({Known.PROFILE})  # the page asks by itself: look-ups by number are counted
    stage: ClassVar[int] = 0

    item: ServiceItem | None = None

    def go(self, state: State, moment: Moment) -> Step:
        person = state.resident
        place = LicencesPage(kept=person.licences_kept, item=self.item)
        state, _ = push(state, place)
        if person.licences is None:
            return _ask(state, place, moment)
        return unchanged(state) if person.licences_kept else _with_a_way(state, place)

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText("用来找到您的证照", "To find your licences")

    def subject(self, state: State) -> LocalizedText | None:
        return self.item.name if self.item else None


class CopyPurposePage(Place):
    stage: ClassVar[int] = 2

    order: CopyOrder

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case SetPurpose(purpose):
                return replace_top(state, CopyPurposePage(replace(self.order, purpose=purpose)))
            case SetKeep(keep) if may_keep(state):
                return replace_top(state, CopyPurposePage(replace(self.order, keep=keep)))
            case Primary() if self.order.purpose:
                return _fetch(push(state, CopyPreviewPage(self.order))[0], CopyPreviewPage(self.order), moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.order.licence.name


def may_keep(state: State) -> bool:
    """Whether there is a key that a copy can be kept under."""
    return state.person is not None and bool(state.person.card.block)


class CopyPreviewPage(Place):
    """``at_once``: it was seen already, and is printed anew under another serial number as soon as it is made."""

    stage: ClassVar[int] = 3

    order: CopyOrder
    request_id: str = ""
    composed: ComposedCopy | None = None
    problem: CopyProblem | None = None
    at_once: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PlatformReply(request_id, reply) if request_id == self.request_id:
                return self._fetched(state, reply)
            case CopyComposed(request_id, composed) if request_id == self.request_id:
                state, made = replace(state, touched_at=moment.monotonic), replace(self, composed=composed)
                return _print(state, made.order, composed, moment) if self.at_once else replace_top(state, made)
            case CopyNotComposed(request_id, problem) if request_id == self.request_id:
                return replace_top(replace(state, touched_at=moment.monotonic), replace(self, problem=problem))
            case TryAgain() if self.problem is not None:
                return _fetch(state, self, moment)
            case Primary() if self.composed is not None:
                # From here on there is no way back: the serial number is being used.
                return _print(replace(state, trail=()), self.order, self.composed, moment)
        return unchanged(state)

    def _fetched(self, state: State, reply: Value) -> Step:
        """The platform gave the file, refused it, or did not answer: what is kept here may do, but is no better than a refusal."""
        order, purpose = self.order, self.order.purpose
        assert purpose is not None
        match reply:
            case LicenceRefused(reason):
                return replace_top(state, replace(self, problem=CopyProblem[reason.name]))
            case LicenceFile() | NoAnswer():
                file = reply if isinstance(reply, LicenceFile) else None
                compose = ComposeCopy(self.request_id, state.resident.card, order.licence, purpose, order.keep, file)
                return unchanged(state, compose)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.order.licence.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place.composed if isinstance(before.place, CopyPreviewPage) else None
        return (audit.composed(self.composed.serial),) if self.composed and known is None else ()


def _fetch(state: State, place: CopyPreviewPage, moment: Moment) -> Step:
    person = state.resident
    request_id = moment.new_id()
    question = AskLicenceFile(person.subject, person.evidence, place.order.licence.identifier)
    place = replace(place, request_id=request_id, composed=None, problem=None)
    return replace_top(state, place, AskPlatform(request_id, question))


class CopyPage(Place):
    """The copy is being printed, or came out, or did not."""

    may_go_back: ClassVar[bool] = False
    stage: ClassVar[int] = 4

    order: CopyOrder
    composed: ComposedCopy
    printed: Paper

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        paper = self.printed
        match event:
            case PaperAnswered(request_id, answer) if request_id == paper.request_id:
                state = replace(judged(state, Device.PAGE_PRINTER, answer), touched_at=moment.monotonic)
                return self._with(state, answered(paper, answer))
            case PrintProgressed(request_id, progress) if request_id == paper.request_id:
                # The time that a page waits in vain is the resident's: whoever goes away without a word must not be waited for.
                return self._with(replace(state, touched_at=moment.monotonic), progressed(paper, progress))
            case StopPrint() if paper.state is PaperState.WAITING:
                return self._with(state, replace(paper, state=PaperState.STOPPING))
            case PaperSeen(whole) if paper.asked:
                state, paper, effects = seen(state, Device.PAGE_PRINTER, paper, whole)
                return self._with(state, paper)[0], effects
            case PrintAgain() if paper.state is PaperState.FAILED:
                # The same page under the same serial number: nothing of it is on paper.
                return _print(state, self.order, self.composed, moment)
            case PrintAgain() if paper.may_print_again:
                # There may be a page under this serial number, or a part of one: the next one gets another.
                state = missed(state, Device.PAGE_PRINTER, paper)
                fetching, asked = _fetch(state, CopyPreviewPage(self.order, at_once=True), moment)
                return fetching, (*void(paper), *asked)
            case Primary() if not paper.busy and paper.state is not PaperState.WAITING:
                return replace_top(replace(state, trail=()), LicencesPage(kept=state.resident.licences_kept))
        return unchanged(state)

    def _with(self, state: State, paper: Paper) -> Step:
        return replace_top(state, replace(self, printed=paper))

    def busy(self) -> bool:
        return self.printed.busy

    @property
    def paper(self) -> Paper:
        return self.printed

    def subject(self, state: State) -> LocalizedText:
        return self.order.licence.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        here = before.place
        if isinstance(here, CopyPreviewPage) and here.composed is None:  # printed as soon as it was made
            return (audit.composed(self.composed.serial),)
        known = here.printed if isinstance(here, CopyPage) else self.printed
        return audit.paper(self.composed.serial, known, self.printed)


def _print(state: State, order: CopyOrder, composed: ComposedCopy, moment: Moment) -> Step:
    assert order.purpose is not None
    request_id = moment.new_id()
    report = PrintedCopyReport(order.licence.identifier, order.purpose.value)
    page = CopyPage(order, composed, Paper(PaperState.PRINTING, request_id))
    return replace_top(state, page, PrintPagePaper(request_id, composed.serial, composed.pdf, report))


def _open(state: State, argument: str, moment: Moment) -> Step:
    return ask_card(state, ShowLicences(), moment)


def _begin(state: State, item: ServiceItem, moment: Moment) -> Step:
    return ask_card(state, ShowLicences(item), moment)


ENTRY = Entry(open=_open, begin=_begin)
