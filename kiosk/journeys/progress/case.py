"""One case in full, for whoever it is about: its history, what it still lacks, and what can be done about it here: it is mended,
or taken back before it is decided."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.cases import (
    COMMITMENT,
    PROMISE_REASONS,
    PROOF_OF_SERVICE,
    WITHDRAWAL_REASONS,
    Case,
    CaseInFull,
    CasePaper,
    WithdrawalReason,
    notice_of,
)
from kiosk.domain.parties import Evidence, Subject
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.domain.without_paper import PromiseState
from kiosk.journeys.progress.withdrawal import StoreWithdrawal, WithdrawalStored
from kiosk.ports.platform import (
    CaseMade,
    LicenceFile,
    LicenceRefusal,
    LicenceRefused,
    LookUp,
    LookUpRefused,
    NoAnswer,
    PlatformLine,
    PlatformReply,
    Reply,
    file_of,
)
from kiosk.ports.storage import StorageFault
from kiosk.session.effects import AskPlatform, AtOnce, SendFirst
from kiosk.session.entry import PageWanted, PaymentWanted, entry_of
from kiosk.session.events import Act, Primary, TryAgain
from kiosk.session.issued import PrintIssued, may_print_issued, print_issued
from kiosk.session.navigation import go_home, push, replace_top, unchanged
from kiosk.session.paying import Pay, fee_due, pay
from kiosk.session.services import Services
from kiosk.session.state import AuditEvent, Event, Known, Next, Place, State, Step


class OpenCase(Act):
    """Of the cases that were found."""

    case_number: str


class Withdraw(Act):
    """Take the case back."""


class WithdrawPromise(Act):
    """Take back only what was promised for it."""


class SetReason(Act):
    value: str


class PrintCasePaper(Act):
    paper: CasePaper


class CaseKnown(Reply):
    """None: the person has no such case."""

    told: CaseInFull | None


class AskCase(LookUp):
    subject: Subject
    evidence: Evidence
    case_number: str

    def ask(self, line: PlatformLine) -> CaseKnown:
        """The case in full, where it is this person's; see `LookUp.ask`."""
        from kiosk.messages.case_in_full import CaseAnswer, CaseRequest

        request = CaseRequest(identity=line.identity(self.subject, self.evidence), case_number=self.case_number)
        return CaseKnown(line.call("/v1/case", request, CaseAnswer).case)


class AskCasePaper(LookUp):
    """A paper of a case, on A4."""

    subject: Subject
    evidence: Evidence
    case_number: str
    paper: CasePaper

    def ask(self, line: PlatformLine) -> LicenceFile | LicenceRefused:
        """`kiosk.ports.platform.LookUp`; AnswerUnusable where the page is none."""
        from kiosk.messages.case_in_full import CaseRequest
        from kiosk.messages.models import LicenceFileAnswer

        request = CaseRequest(identity=line.identity(self.subject, self.evidence), case_number=self.case_number)
        try:
            return file_of(line.call(_PATHS[self.paper], request, LicenceFileAnswer))
        except LookUpRefused as refused:
            if refused.code != LicenceRefusal.NOT_DRAWABLE.value:
                raise
            return LicenceRefused(LicenceRefusal.NOT_DRAWABLE)


_PATHS = {
    CasePaper.NOTICE: "/v1/case/paper",
    CasePaper.COMMITMENT: "/v1/case/commitment",
    CasePaper.SERVED: "/v1/case/served",
}


class CaseItemFound(Value):
    """The item of a case, as the catalogue has it now; None where it has it no more."""

    code: str
    item: ServiceItem | None


class FindCaseItem(AtOnce):
    """-> CaseItemFound"""

    code: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (CaseItemFound(self.code, services.catalogue.item(self.code)),)


class CasePage(Place):
    """``case``: as it was told last; ``told``: in full, None while that is not known, or cannot be; ``unsent``: a withdrawal of it
    is stored here, and the platform has not answered."""

    request_id: str
    case: Case
    asking: bool = True
    told: CaseInFull | None = None
    item: ServiceItem | None = None
    unsent: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PlatformReply(request_id, CaseKnown(told)) if request_id == self.request_id:
                case = told.case if told else self.case
                known = replace(self, asking=False, told=told, case=case)
                return replace_top(state, known, FindCaseItem(case.implementation_code))
            case PlatformReply(request_id, NoAnswer()) if request_id == self.request_id:
                return replace_top(state, replace(self, asking=False))
            case CaseItemFound(code, item) if code == self.case.implementation_code:
                return replace_top(state, replace(self, item=item))
            case TryAgain() if not self.asking and self.told is None:
                return replace_top(state, *_asked(state, self.case, moment))
            case Withdraw() if self.told is not None and self.told.withdrawable and not self.unsent:
                return push(state, WithdrawPage(self.case))
            case WithdrawPromise() if may_withdraw_promise(self):
                return push(state, WithdrawPage(self.case, promises=True))
            case Pay() if self.told is not None and fee_due(state, self.item, self.case):
                person = state.resident
                wanted = PaymentWanted(self.case.case_number, self.case.item_name, "", person.subject, person.evidence)
                return pay(state, wanted, moment)
            case PrintCasePaper(paper) if title := paper_to_print(state, self, paper):
                return _print_paper(state, self.case, paper, title, moment)
            case PrintIssued() if may_print_issued(state, self.case):
                return print_issued(state, self.case, moment)
            case Primary():
                return self._correct(state, moment) if may_correct(state, self) else go_home(state, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.case.item_name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        if isinstance(before.place, CasePage):
            return ()
        return (("case.opened", {"state": self.case.state.value}),)

    def _correct(self, state: State, moment: Moment) -> Step:
        assert self.item is not None
        assert self.told is not None
        journey = state.journeys.taking(self.item.kind)
        assert journey is not None
        correct = entry_of(journey).correct
        assert correct is not None
        return correct(state, self.item, self.told, moment)


def may_correct(state: State, place: CasePage) -> bool:
    """Whether the case was sent back, or lacks what is owed, and this terminal can take that."""
    if place.told is None or not place.told.correctable or place.item is None or place.unsent:
        return False
    journey = state.journeys.taking(place.item.kind)
    return journey is not None and entry_of(journey).correct is not None


def may_withdraw_promise(place: CasePage) -> bool:
    """Whether something was promised that nobody has looked into, and nothing is decided."""
    if place.told is None or not place.told.withdrawable or place.unsent:
        return False
    return any(one.state is PromiseState.TO_CHECK for one in place.case.promised)


def paper_to_print(state: State, place: CasePage, paper: CasePaper) -> LocalizedText | None:
    """What this paper of the case is called as it stands; None where there is none of it, or no printer for it."""
    journey = state.journeys.printing()
    usable = journey is not None and all(state.status(device).usable for device in journey.needs)
    if not usable or place.told is None or place.unsent:
        return None
    match paper:
        case CasePaper.NOTICE:
            return notice_of(place.case)
        case CasePaper.COMMITMENT:
            return COMMITMENT if place.case.promised else None
        case CasePaper.SERVED:
            return PROOF_OF_SERVICE if place.told.served else None


def _print_paper(state: State, case: Case, paper: CasePaper, title: LocalizedText, moment: Moment) -> Step:
    journey = state.journeys.printing()
    assert journey is not None
    printed = entry_of(journey).print
    assert printed is not None
    person = state.resident
    question = AskCasePaper(person.subject, person.evidence, case.case_number, paper)
    return printed(state, PageWanted(title, case.acceptance_centre, question), moment)


def show_case(state: State, case: Case, moment: Moment) -> Step:
    """Forward to a case, asked for in full."""
    place, question = _asked(state, case, moment)
    return push(state, place, question)


def _asked(state: State, case: Case, moment: Moment) -> tuple[CasePage, AskPlatform]:
    person, request_id = state.resident, moment.new_id()
    question = AskCase(person.subject, person.evidence, case.case_number)
    return CasePage(request_id, case), AskPlatform(request_id, question)


class WithdrawPage(Place):
    """Why; nothing is taken back without a reason. ``not_stored``: the last try; ``promises``: only what was promised."""

    case: Case
    reason: str = ""
    unsaid: bool = False
    not_stored: StorageFault | None = None
    promises: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case SetReason(value) if value in {one.value for one in (PROMISE_REASONS if self.promises else WITHDRAWAL_REASONS)}:
                return replace_top(state, replace(self, reason=value, unsaid=False))
            case Primary() if not self.reason:
                return replace_top(state, replace(self, unsaid=True))
            case Primary():
                message_id = moment.new_id()
                reason = WithdrawalReason(self.reason)
                store = StoreWithdrawal(message_id, self.case.case_number, reason, state.resident, self.promises)
                return push(state, Withdrawing(self.case, message_id), store)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.case.item_name


class Withdrawing(Place):
    can_return: ClassVar[bool] = False

    case: Case
    message_id: str
    stored: bool = False
    answered: Case | None = None  # the platform may answer before it is known here that it is stored
    asking_since: float = 0.0

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case WithdrawalStored(message_id, None) if message_id == self.message_id:
                stored = replace(self, stored=True, asking_since=moment.monotonic)
                if self.answered is not None:
                    return _told(state, self.answered, moment)
                return replace_top(state, stored, SendFirst(message_id))
            case WithdrawalStored(message_id, fault) if message_id == self.message_id:
                *trail, page = state.trail
                assert isinstance(page, WithdrawPage)
                state = replace(state, trail=tuple(trail), touched_at=moment.monotonic)
                return replace_top(state, replace(page, not_stored=fault))
            case CaseMade(message_id, case) if message_id == self.message_id:
                return _told(state, case, moment) if self.stored else replace_top(state, replace(self, answered=case))
        if self.stored and moment.monotonic >= self.asking_since + state.settings.platform_deadline:
            state = replace(state, trail=(), touched_at=moment.monotonic)
            return replace_top(state, CasePage("", self.case, asking=False, unsent=True))
        return unchanged(state)

    def busy(self) -> bool:
        return True

    def next_tick(self, state: State) -> float | None:
        return self.asking_since + state.settings.platform_deadline if self.stored else None

    def subject(self, state: State) -> LocalizedText:
        return self.case.item_name

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        match after.place:
            case CasePage(unsent=unsent, case=case):
                return (("withdrawal.told", {"as": "STORED" if unsent else case.state.value}),)
            case WithdrawPage(not_stored=fault) if fault is not None:
                return (("withdrawal.not-stored", {"fault": fault.value}),)
        return ()


def _told(state: State, case: Case, moment: Moment) -> Step:
    """The case as the platform told it now: taken back, or decided before it could be. Nothing lies behind it."""
    state, effects = show_case(replace(state, touched_at=moment.monotonic), case, moment)
    return replace(state, trail=()), effects


class ShowCase(Next):
    """A case that was found by its receipt's code: in full it is shown to whoever shows the applicant's card."""

    asks: ClassVar[frozenset[Known]] = frozenset()

    case: Case

    def go(self, state: State, moment: Moment) -> Step:
        return show_case(state, self.case, moment)

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText("用来确认这是您的办件", "To confirm that this case is yours")

    def subject(self, state: State) -> LocalizedText:
        return self.case.item_name
