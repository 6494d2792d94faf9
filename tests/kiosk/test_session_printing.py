"""Receipts that come out, do not, or may have."""

from __future__ import annotations

import pytest

from kiosk.domain.device_states import Reason
from kiosk.journeys.apply.draft import Drafts
from kiosk.journeys.apply.result import ResultPage
from kiosk.journeys.rating.places import Rate, RatePage, RecordRating
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, PrintConfirmed, PrintFailed, PrintOutcome, PrintSent, PrintUncertain
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.paper import PaperState
from tests.kiosk.session_samples import CODE, LIMIT, READY, SETTINGS, Session


def test_a_print_that_failed_is_printed_again_when_asked_and_once(session: Session) -> None:
    session.to_result()
    session.paper(PrintFailed(Reason.PAPER_OUT))
    assert session.place.outcome.paper.state is PaperState.FAILED
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, READY))
    assert len(session.all(do.PrintReceiptPaper)) == 1, "paper is back, but nobody asked"
    session.feed(ev.PrintAgain(), ev.PrintAgain(), ev.PrintAgain())
    assert len(session.all(do.PrintReceiptPaper)) == 2
    first, second = session.all(do.PrintReceiptPaper)
    assert first.document == second.document
    assert first.request_id != second.request_id
    session.paper(PrintConfirmed())
    session.feed(ev.PrintAgain())
    assert len(session.all(do.PrintReceiptPaper)) == 2
    assert session.audited("receipt.paper") == [{"state": "failed", "reason": "paper-out"}, {"state": "printed", "reason": ""}]


@pytest.mark.parametrize("whole", [True, False])
def test_an_uncertain_print_is_put_to_the_resident(session: Session, whole: bool) -> None:
    session.to_result()
    session.feed(ev.PaperSeen(False))
    assert session.place.outcome.paper.state is PaperState.PRINTING, "not asked yet"
    session.paper(PrintUncertain(Reason.SILENT))
    assert len(session.all(do.PrintReceiptPaper)) == 1, "it may be whole: only the resident can see"
    session.feed(ev.PaperSeen(whole), ev.PrintAgain())
    assert len(session.all(do.PrintReceiptPaper)) == (1 if whole else 2)


@pytest.mark.parametrize("outcome", [PrintSent(), PrintUncertain(Reason.SILENT)])
def test_what_is_not_confirmed_is_asked_about(session: Session, outcome: PrintOutcome) -> None:
    session.to_result()
    printed = session.last(do.PrintReceiptPaper)
    session.paper(outcome)
    assert session.place.outcome.paper.asked
    session.feed(ev.PaperSeen(True), ev.PrintAgain(), ev.PaperSeen(False))
    assert session.place.outcome.paper.state is PaperState.PRINTED
    assert session.all(do.PrintReceiptPaper) == [printed], "they have it"
    assert not session.all(do.VoidPrint)


@pytest.mark.parametrize("outcome", [PrintSent(), PrintUncertain(Reason.SILENT)])
def test_printing_again_is_one_touch_and_voids_the_first(session: Session, outcome: PrintOutcome) -> None:
    session.to_result()
    first = session.last(do.PrintReceiptPaper)
    session.paper(outcome)
    session.feed(ev.PrintAgain(), ev.PrintAgain())
    assert session.all(do.VoidPrint) == [do.VoidPrint(first.request_id)]
    assert len(session.all(do.PrintReceiptPaper)) == 2
    session.paper(PrintConfirmed())
    assert session.place.outcome.paper.state is PaperState.PRINTED


def test_going_without_paper_is_one_touch(session: Session) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.Primary())
    assert isinstance(session.place, RatePage)
    assert session.audited("receipt.paper") == [{"state": "sent", "reason": ""}]


def test_paper_said_to_be_missing_is_void_once(session: Session) -> None:
    session.to_result()
    first = session.last(do.PrintReceiptPaper)
    session.paper(PrintSent())
    session.feed(ev.PaperSeen(False), ev.PaperSeen(False))
    assert session.place.outcome.paper.state is PaperState.MISSING
    session.feed(ev.PrintAgain())
    assert session.all(do.VoidPrint) == [do.VoidPrint(first.request_id)]
    assert len(session.all(do.PrintReceiptPaper)) == 2
    assert [told["state"] for told in session.audited("receipt.paper")] == ["sent", "missing"]


@pytest.mark.parametrize("reason", [Reason.NOT_RECORDED, Reason.CANCELLED, Reason.IN_USE])
def test_what_says_nothing_against_the_printer_leaves_it_well(session: Session, reason: Reason) -> None:
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, READY))
    session.to_result()
    session.paper(PrintFailed(reason))
    assert session.state.status(Device.RECEIPT_PRINTER) == READY


def test_nobody_goes_on_while_it_prints_and_no_time_runs(session: Session) -> None:
    session.to_result()
    session.feed(ev.Primary(), ev.GoHome(), ev.Leave(sure=True), ev.Back())
    assert isinstance(session.place, ResultPage)
    assert session.state.place.busy()
    session.wait(600)
    session.feed(ev.Tick())
    assert isinstance(session.place, ResultPage)
    session.paper(PrintFailed(Reason.JAM))
    session.wait(SETTINGS.quiet_limit - 1)
    assert isinstance(session.place, ResultPage), "the resident's time begins when the paper is out"
    session.wait(LIMIT)
    assert isinstance(session.place, (Leaving, Wiped))


def test_back_does_not_undo_what_was_submitted(session: Session) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.Back())
    assert isinstance(session.place, ResultPage)
    assert CODE not in session.state.of(Drafts).drafts
    session.feed(ev.Primary(), ev.Back())
    assert isinstance(session.place, RatePage)


@pytest.mark.parametrize("level", [-1, 6, 17])
def test_a_rating_has_five_levels(session: Session, level: int) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.Primary(), Rate(level))
    assert isinstance(session.place, RatePage)
    assert not session.all(RecordRating)


def test_who_would_rather_not_rate_just_leaves(session: Session) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.Primary(), Rate(0))
    assert isinstance(session.place, Leaving)
    assert not session.all(RecordRating)
