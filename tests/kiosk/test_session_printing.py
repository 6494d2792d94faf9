"""Receipts that come out, do not, or may have."""

from __future__ import annotations

import pytest
from world import CODE, LIMIT, READY, SETTINGS, Session

from kiosk.ports.desk import StatusChanged
from kiosk.ports.devices import Device, PrintConfirmed, PrintFailed, PrintSent, PrintUncertain, Reason
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.machine import working
from kiosk.session.state import Leaving, PaperState, RatePage, ResultPage, Wiped


def test_a_print_that_failed_is_printed_again_when_asked_and_once(session: Session) -> None:
    session.to_result()
    session.paper(PrintFailed(Reason.PAPER_OUT))
    assert session.state.outcome is not None
    assert session.state.outcome.paper.state is PaperState.FAILED
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
    assert session.state.outcome is not None
    assert session.state.outcome.paper.state is PaperState.PRINTING, "not asked yet"
    session.paper(PrintUncertain(Reason.SILENT))
    session.feed(ev.PrintAgain())
    assert len(session.all(do.PrintReceiptPaper)) == 1, "it may be whole: only the resident can see"
    session.feed(ev.PaperSeen(whole), ev.PrintAgain())
    assert len(session.all(do.PrintReceiptPaper)) == (1 if whole else 2)


def test_nobody_goes_on_while_it_prints_and_no_time_runs(session: Session) -> None:
    session.to_result()
    session.feed(ev.Primary(), ev.GoHome(), ev.Leave(sure=True), ev.Back())
    assert session.place == ResultPage()
    assert working(session.state)
    session.wait(600)
    session.feed(ev.Tick())
    assert session.place == ResultPage()
    session.paper(PrintFailed(Reason.JAM))
    session.wait(SETTINGS.quiet_limit - 1)
    assert session.place == ResultPage(), "the resident's time begins when the paper is out"
    session.wait(LIMIT)
    assert isinstance(session.place, (Leaving, Wiped))


def test_back_does_not_undo_what_was_submitted(session: Session) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.Back())
    assert session.place == ResultPage()
    assert CODE not in session.state.drafts
    session.feed(ev.Primary(), ev.Back())
    assert session.place == RatePage()


@pytest.mark.parametrize("level", [-1, 6, 17])
def test_a_rating_has_five_levels(session: Session, level: int) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.Primary(), ev.Rate(level))
    assert session.place == RatePage()
    assert not session.all(do.RecordRating)


def test_who_would_rather_not_rate_just_leaves(session: Session) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.Primary(), ev.Rate(0))
    assert isinstance(session.place, Leaving)
    assert not session.all(do.RecordRating)
