"""What became of a submission, and its receipt on paper or on the screen."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.cases import Case
from kiosk.domain.parties import Company, Parties
from kiosk.domain.receipts import Owing, ReceiptFacts, submission_receipt
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.ports.devices import Device
from kiosk.ports.platform import CaseMade
from kiosk.session.effects import PrintReceiptPaper
from kiosk.session.entry import PaymentWanted, entry_of
from kiosk.session.events import Primary, PrintAgain
from kiosk.session.issued import PrintIssued, may_print_issued, print_issued
from kiosk.session.leaving import leave
from kiosk.session.navigation import replace_top, unchanged
from kiosk.session.paper import Paper, PaperState
from kiosk.session.paying import Pay, fee_due, pay
from kiosk.session.printing import missed, told, void
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class SubmissionOutcome(Value):
    """What became of a submission, as far as it is known at this moment."""

    submission_id: str
    receipt_number: str
    receipt_token: str
    committed_at: int
    item: ServiceItem
    case: Case | None = None  # None: STORED
    proof: str = ""  # of the terminal, for a receipt that says STORED
    paper: Paper = Paper()
    parties: Parties | None = None  # None: the resident applied for themselves
    printed_case: bool = False  # the paper that came out says what `case` says
    corrects: bool = False  # it mends a case that was sent back
    others: tuple[Case, ...] = ()  # of a bundle: that were opened with it
    items: tuple[LocalizedText, ...] = ()  # of a bundle: names of what was applied for
    owing: tuple[Owing, ...] = ()  # what is still to be brought, or was promised, until the platform has answered

    @property
    def cases(self) -> tuple[Case, ...]:
        """All that it opened, in the order of the items."""
        return (self.case, *self.others) if self.case else ()

    @property
    def issued(self) -> Case | None:
        """The first of them whose decision issued a licence."""
        return next((case for case in self.cases if case.licence), None)

    @property
    def code(self) -> str:
        """To ask with; while it is STORED it proves that, too."""
        return self.receipt_token if self.case or not self.proof else f"{self.receipt_token}~{self.proof}"


class ResultPage(Place):
    may_go_back: ClassVar[bool] = False
    stage: ClassVar[int] = 5

    outcome: SubmissionOutcome

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        outcome, paper = self.outcome, self.outcome.paper
        if after := told(state, Device.RECEIPT_PRINTER, paper, event, moment):
            return replace_top(after[0], ResultPage(replace(outcome, paper=after[1])), *after[2])
        match event:
            case PrintAgain() if paper.may_print_again:
                printing, effects_ = _print(missed(state, Device.RECEIPT_PRINTER, paper), outcome, moment)
                return printing, (*void(paper), *effects_)
            case CaseMade(submission_id, case, others) if submission_id == outcome.submission_id:
                # The answer came late: the screen tells it now; the paper that says STORED stays true.
                return replace_top(state, ResultPage(replace(outcome, case=case, others=others)))
            case PrintIssued() if not paper.busy and may_print_issued(state, outcome.issued):
                assert outcome.issued is not None
                return print_issued(state, outcome.issued, moment)
            case Pay() if not paper.busy and outcome.case and outcome_fee(state, outcome):
                return pay(state, PaymentWanted(outcome.case.case_number, outcome.item.name, outcome.receipt_token), moment)
            case Primary() if not paper.busy:
                return _follow_up(state, outcome, moment)
        return unchanged(state)

    def busy(self) -> bool:
        return self.outcome.paper.busy

    def subject(self, state: State) -> LocalizedText:
        return self.outcome.item.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        events: list[AuditEvent] = []
        known = before.place.outcome if isinstance(before.place, ResultPage) else None
        if known is None:
            told_as = [case.state.value for case in self.outcome.cases] or ["STORED"]
            events += (("submission.told", {"as": one}) for one in told_as)
        paper = self.outcome.paper
        if paper.settled and paper != (known.paper if known else None):
            events.append(("receipt.paper", {"state": paper.state.value, "reason": paper.reason.value if paper.reason else ""}))
        return tuple(events)


def show_result(state: State, outcome: SubmissionOutcome, moment: Moment) -> Step:
    """The result, with its receipt being printed; nothing lies behind it."""
    return _print(replace(state, trail=(), touched_at=moment.monotonic), outcome, moment)


def _print(state: State, outcome: SubmissionOutcome, moment: Moment) -> Step:
    resident = state.resident.subject
    parties = outcome.parties or Parties(resident)
    request_id = moment.new_id()
    receipt = ReceiptFacts(
        terminal=state.settings.terminal,
        item_name=outcome.item.name,
        case=outcome.case,
        others=outcome.others,
        items=outcome.items,
        receipt_number=outcome.receipt_number,
        code=outcome.code,
        committed_at=outcome.committed_at,
        name=parties.applicant.name,
        number=parties.applicant.number,
        agent=parties.agent.name if parties.agent else "",
        company=isinstance(parties.applicant, Company),
        doubtful=state.clock_doubtful,
        corrects=outcome.corrects,
        owing=outcome.owing,
    )
    document = submission_receipt(receipt, state.language)
    outcome = replace(outcome, paper=Paper(PaperState.PRINTING, request_id), printed_case=outcome.case is not None)
    return replace_top(state, ResultPage(outcome), PrintReceiptPaper(request_id, document))


def outcome_fee(state: State, outcome: SubmissionOutcome) -> bool:
    """Whether something can be paid now; the fees of several cases are paid one by one, from their own pages."""
    return not outcome.others and fee_due(state, outcome.item, outcome.case)


def _follow_up(state: State, outcome: SubmissionOutcome, moment: Moment) -> Step:
    journey = state.journeys.follow_up()
    # A case is rated once, when it was applied for.
    if outcome.corrects or journey is None or (follow_up := entry_of(journey).follow_up) is None:
        return leave(state, moment)
    return follow_up(state, outcome.submission_id, outcome.item.name, moment)
