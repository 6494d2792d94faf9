"""After 'submit': stored, asked, told; the receipt on paper or on screen; the rating."""

from __future__ import annotations

from kiosk.domain.cases import Case
from kiosk.domain.receipts import ReceiptFacts, submission_receipt
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.devices import Device
from kiosk.ports.platform import CaseMade
from kiosk.session import leaving
from kiosk.session.effects import Hurry, PrintReceiptPaper, RecordRating
from kiosk.session.events import Committed, Event, NotCommitted, PaperAnswered, PaperSeen, Primary, PrintAgain, Rate
from kiosk.session.moves import Step, put, stay
from kiosk.session.paper import judged, may_print_again, missed, paper_after, seen, void
from kiosk.session.state import Outcome, Paper, PaperState, RatePage, ResultPage, SignPage, State, Submitting


def step(state: State, event: Event, moment: Moment) -> Step:
    match state.place:
        case Submitting() as place:
            return _submitting(state, place, event, moment)
        case ResultPage():
            return _result(state, event, moment)
        case RatePage():
            return _rating(state, event, moment)
    return stay(state)


def _submitting(state: State, place: Submitting, event: Event, moment: Moment) -> Step:
    match event:
        case Committed(submission_id, receipt_number, proof) if submission_id == place.submission_id:
            stored = replace(place, receipt_number=receipt_number, proof=proof, asking_since=moment.monotonic)
            if place.case is not None:
                return _show(state, stored, place.case, moment)
            return put(state, stored, Hurry(submission_id))
        case NotCommitted(submission_id, fault) if submission_id == place.submission_id:
            # Nothing was stored: the draft stands, signature and all, and the resident may try again.
            # (The signature's page stands last in the trail: it takes its own place again.)
            state = replace(state, trail=state.trail[:-1], touched_at=moment.monotonic)
            return put(state, SignPage(place.code, not_stored=fault))
        case CaseMade(submission_id, case) if submission_id == place.submission_id:
            return _show(state, place, case, moment) if place.receipt_number else put(state, replace(place, case=case))
    if place.receipt_number and moment.monotonic >= place.asking_since + state.settings.platform_deadline:
        return _show(state, place, None, moment)
    return stay(state)


def _show(state: State, place: Submitting, case: Case | None, moment: Moment) -> Step:
    item = state.draft(place.code).item
    outcome = Outcome(place.submission_id, place.receipt_number, place.receipt_token, place.committed_at, item, case, place.proof)
    drafts = {code: draft for code, draft in state.drafts.items() if code != place.code}
    state = replace(state, drafts=drafts, trail=(), outcome=outcome, touched_at=moment.monotonic)
    state, effects = _print(state, moment)
    return put(state, ResultPage(), *effects)


# --- the receipt --------------------------------------------------------------------------------------------------------


def _print(state: State, moment: Moment) -> Step:
    outcome, person = state.outcome, state.person
    assert outcome is not None
    assert person is not None
    request_id = moment.new_id()
    facts = ReceiptFacts(
        terminal=state.settings.terminal,
        item_name=outcome.item.name,
        case=outcome.case,
        receipt_number=outcome.receipt_number,
        code=outcome.code,
        committed_at=outcome.committed_at,
        name=person.card.name,
        number=person.card.number,
        doubtful=state.clock_doubtful,
    )
    document = submission_receipt(facts, state.language)
    paper = Paper(PaperState.PRINTING, request_id)
    state = replace(state, outcome=replace(outcome, paper=paper, printed_case=outcome.case is not None))
    return stay(state, PrintReceiptPaper(request_id, document))


def _result(state: State, event: Event, moment: Moment) -> Step:
    outcome = state.outcome
    assert outcome is not None
    paper = outcome.paper
    match event:
        case PaperAnswered(request_id, answer) if request_id == paper.request_id:
            outcome = replace(outcome, paper=paper_after(paper, answer))
            state = judged(state, Device.RECEIPT_PRINTER, answer)
            return stay(replace(state, outcome=outcome, touched_at=moment.monotonic))
        case PaperSeen(whole) if paper.asked:
            state, paper, told = seen(state, Device.RECEIPT_PRINTER, paper, whole)
            return stay(replace(state, outcome=replace(outcome, paper=paper)), *told)
        case PrintAgain() if may_print_again(paper):
            printing, effects = _print(missed(state, Device.RECEIPT_PRINTER, paper), moment)
            return printing, (*void(paper), *effects)
        case CaseMade(submission_id, case) if submission_id == outcome.submission_id:
            # The answer came late: the screen tells it now; the paper that says STORED stays true.
            return stay(replace(state, outcome=replace(outcome, case=case)))
        case Primary() if not paper.busy:
            return put(state, RatePage())
    return stay(state)


def _rating(state: State, event: Event, moment: Moment) -> Step:
    assert state.outcome is not None
    match event:
        case Rate(0):
            return leaving.leave(state, moment)
        case Rate(level) if 1 <= level <= 5:
            left, effects = leaving.leave(state, moment)
            return left, (RecordRating(state.outcome.submission_id, level), *effects)
    return stay(state)
