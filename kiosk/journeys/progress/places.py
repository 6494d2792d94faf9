"""Choose how to ask, and what is known: by this terminal's ledger, and by the platform."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.cases import Case
from kiosk.domain.codes import KnownCode, PaperCode, ReceiptCode
from kiosk.domain.identity_codes import PaperRefusal
from kiosk.domain.people import Card
from kiosk.domain.submissions import StoredReceipt, token_hash
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.journeys.progress.case import OpenCase, ShowCase
from kiosk.ports.devices import Device
from kiosk.ports.identity_codes import AskPaperCases, PaperCasesKnown, PaperDeclined
from kiosk.ports.platform import AskCases, AskProgress, CasesKnown, LookUp, NoAnswer, PlatformReply, ProgressKnown
from kiosk.ports.storage import StorageError
from kiosk.session.effects import AskPlatform, InStorage
from kiosk.session.entry import Entry
from kiosk.session.events import Act, Primary, TryAgain
from kiosk.session.identify import ask_card, ask_other_card
from kiosk.session.navigation import go_home, push, replace_top, unchanged
from kiosk.session.readers import fitted
from kiosk.session.scan import ScanWords, ask_code
from kiosk.session.services import Services
from kiosk.session.state import AuditEvent, Event, Next, Place, State, Step

RECEIPT = ScanWords(
    title=LocalizedText("请扫回执上的码，或者离线码", "Scan your receipt, or your code on paper"),
    unknown=LocalizedText("请扫回执上的码，或者离线码", "Show the code on your receipt, or your code on paper"),
    card_helps=True,
)


class ScanReceipt(Act):
    pass


class UseCard(Act):
    """Ask for progress with the card."""


class ReceiptsFound(Value):
    """What the ledger knows of this receipt or this card's holder; None: it cannot be read."""

    request_id: str
    receipts: tuple[StoredReceipt, ...] | None


class FindReceipts(InStorage):
    """By the receipt's code or by the card -> ReceiptsFound"""

    request_id: str
    receipt_token: str = ""
    card: Card | None = None

    def run(self, services: Services) -> tuple[Event, ...]:
        found: tuple[StoredReceipt, ...] | None
        try:
            if self.card is not None:
                found = services.ledger.by_holder(services.vault.holder_tag(self.card))
            else:
                one = services.ledger.by_token(token_hash(self.receipt_token))
                found = (one,) if one else ()
        except StorageError:
            found = None
        return (ReceiptsFound(self.request_id, found),)


class ProgressPage(Place):
    """Choose how to ask: with the receipt's code or with the card."""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ScanReceipt():
                return ask_code(state, RECEIPT, moment)
            case UseCard():
                return ask_card(state, ShowProgress(), moment)
        return unchanged(state)


class ProgressResult(Place):
    """``asked``: of the platform; ``here``: what this terminal's ledger says; ``cases``: what the platform says. Both None until
    known, and where they cannot be known: then ``looking`` or ``asking`` has ended."""

    request_id: str
    asked: LookUp
    by_card: bool = False
    by_paper: bool = False  # by a code on paper, of which this terminal knows nothing
    looking: bool = True  # in the ledger
    asking: bool = True  # the platform, until it answered or the deadline passed
    here: tuple[StoredReceipt, ...] | None = None
    cases: tuple[Case, ...] | None = None
    declined: PaperRefusal | None = None  # why a code on paper opens nothing

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ReceiptsFound(request_id, receipts) if request_id == self.request_id:
                return replace_top(state, replace(self, looking=False, here=receipts))
            case PlatformReply(request_id, ProgressKnown(case, others)) if request_id == self.request_id:
                return replace_top(state, replace(self, asking=False, cases=() if case is None else (case, *others)))
            case PlatformReply(request_id, CasesKnown(cases)) if request_id == self.request_id:
                return replace_top(state, replace(self, asking=False, cases=cases))
            case PlatformReply(request_id, PaperCasesKnown(cases)) if request_id == self.request_id:
                return replace_top(state, replace(self, asking=False, cases=cases))
            case PlatformReply(request_id, PaperDeclined(reason)) if request_id == self.request_id:
                return replace_top(state, replace(self, asking=False, declined=reason))
            case PlatformReply(request_id, NoAnswer()) if request_id == self.request_id:
                return replace_top(state, replace(self, asking=False))
            case TryAgain() if may_ask_again(self):
                request_id = moment.new_id()
                again = replace(self, request_id=request_id, asking=True)
                return replace_top(state, again, AskPlatform(request_id, self.asked))
            case OpenCase(number) if not (self.looking or self.asking):
                return self._open(state, number, moment)
            case UseCard() if card_helps(state, self):
                return ask_card(state, ShowProgress(), moment) if not self.by_card else ask_other_card(state, ByOtherCard(), moment)
            case Primary():
                return go_home(state, moment)
        return unchanged(state)

    def _open(self, state: State, number: str, moment: Moment) -> Step:
        case = next((case for case in self.cases or () if case.case_number == number), None)
        return unchanged(state) if case is None else ask_card(state, ShowCase(case), moment)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = (before.place, *before.trail)
        if any(isinstance(place, ProgressResult) and place.request_id == self.request_id for place in known):
            return ()
        by = "paper" if self.by_paper else "code"
        return (("progress.asked", {"by": "card" if self.by_card else by}),)


class ShowProgress(Next):
    """The cases of whoever shows their card."""

    receipt_helps: ClassVar[bool] = True

    def go(self, state: State, moment: Moment) -> Step:
        person = state.resident
        request_id = moment.new_id()
        question = AskCases(person.subject, person.evidence)
        effects = (FindReceipts(request_id, card=person.card), AskPlatform(request_id, question))
        return push(state, ProgressResult(request_id, question, by_card=True), *effects)

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText("用来找到您的办件", "To find your cases")


class ByOtherCard(ShowProgress):
    """The same person, by another card: this terminal finds what a card was used for by that very card."""

    def card_reason(self) -> LocalizedText:
        return LocalizedText("当时用哪张证件提交，就用哪张查", "What was stored here is found by the card that was used then")


def other_cards(state: State) -> tuple[Device, ...]:
    """The readers for cards that this resident has not shown, as far as they work."""
    shown = state.person.reader if state.person else None
    return tuple(device for device in fitted(state) if device is not shown and state.status(device).usable)


def may_ask_again(place: ProgressResult) -> bool:
    """Whether the platform gave no answer: it may the next time."""
    return not (place.looking or place.asking) and place.cases is None and place.declined is None


def card_helps(state: State, place: ProgressResult) -> bool:
    """Whether a card may find what was not found: after a code on paper that opened nothing, or by the resident's other card."""
    if place.looking or place.asking or place.cases or place.here:
        return False
    return bool(other_cards(state)) and (place.by_card or place.by_paper)


def _open(state: State, argument: str, moment: Moment) -> Step:
    return push(state, ProgressPage())


def _scanned(state: State, code: KnownCode, moment: Moment) -> Step | None:
    request_id = moment.new_id()
    if isinstance(code, PaperCode):  # of whose it is, nothing is known here
        by_paper = AskPaperCases(code.text)
        return push(state, ProgressResult(request_id, by_paper, looking=False, by_paper=True), AskPlatform(request_id, by_paper))
    if not isinstance(code, ReceiptCode):
        return None
    question = AskProgress(code.token)
    effects = (FindReceipts(request_id, receipt_token=code.token), AskPlatform(request_id, question))
    return push(state, ProgressResult(request_id, question), *effects)


ENTRY = Entry(open=_open, scanned=_scanned)
