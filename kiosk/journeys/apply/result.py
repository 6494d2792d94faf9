"""What became of a submission, and its receipt on paper or on the screen."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.cases import Case
from kiosk.domain.parties import Company, Parties
from kiosk.domain.receipts import ReceiptFacts, submission_receipt
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.ports.devices import Device
from kiosk.ports.platform import CaseMade
from kiosk.session.effects import PrintReceiptPaper
from kiosk.session.entry import entry_of
from kiosk.session.events import Act, Primary, PrintAgain
from kiosk.session.leaving import leave
from kiosk.session.navigation import replace_top, unchanged
from kiosk.session.paper import Paper, PaperState
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

    @property
    def code(self) -> str:
        """To ask with; while it is STORED it proves that, too."""
        return self.receipt_token if self.case or not self.proof else f"{self.receipt_token}~{self.proof}"


class PrintIssued(Act):
    """Print the licence that the decision issued."""


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
            case CaseMade(submission_id, case) if submission_id == outcome.submission_id:
                # The answer came late: the screen tells it now; the paper that says STORED stays true.
                return replace_top(state, ResultPage(replace(outcome, case=case)))
            case PrintIssued() if not paper.busy and may_print_issued(state, outcome):
                return _licences(state, outcome, moment)
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
            events.append(("submission.told", {"as": self.outcome.case.state.value if self.outcome.case else "STORED"}))
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
        receipt_number=outcome.receipt_number,
        code=outcome.code,
        committed_at=outcome.committed_at,
        name=parties.applicant.name,
        number=parties.applicant.number,
        agent=parties.agent.name if parties.agent else "",
        company=isinstance(parties.applicant, Company),
        doubtful=state.clock_doubtful,
    )
    document = submission_receipt(receipt, state.language)
    outcome = replace(outcome, paper=Paper(PaperState.PRINTING, request_id), printed_case=outcome.case is not None)
    return replace_top(state, ResultPage(outcome), PrintReceiptPaper(request_id, document))


def may_print_issued(state: State, outcome: SubmissionOutcome) -> bool:
    """Whether there is a licence of this case, and a printer for it."""
    journey = state.journeys.printing()
    return bool(journey and outcome.case and outcome.case.licence and all(state.status(device).usable for device in journey.needs))


def _licences(state: State, outcome: SubmissionOutcome, moment: Moment) -> Step:
    """The licence that was issued, asked for anew: what the resident was told before is not what they have now."""
    journey, case = state.journeys.printing(), outcome.case
    assert journey is not None
    assert case is not None
    opened = entry_of(journey).open
    assert opened is not None
    person = replace(state.resident, licences=None, licences_kept=False)
    return opened(replace(state, person=person), case.licence, moment)


def _follow_up(state: State, outcome: SubmissionOutcome, moment: Moment) -> Step:
    journey = state.journeys.follow_up()
    if journey is None or (follow_up := entry_of(journey).follow_up) is None:
        return leave(state, moment)
    return follow_up(state, outcome.submission_id, outcome.item.name, moment)
