"""A printer of which a resident said that nothing came out wants somebody, until paper is confirmed or somebody has looked."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.licences import CopyPurpose
from kiosk.domain.times import Moment
from kiosk.journeys.attendant.places import LookedAt
from kiosk.journeys.licence_copies.effects import ComposeCopy, ComposedCopy, CopyComposed
from kiosk.journeys.licence_copies.places import OpenLicence, SetPurpose
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, DeviceStatus, PrintConfirmed, PrintFailed, PrintOutcome, PrintSent, PrintUncertain
from kiosk.ports.platform import LicencesKnown, Network, NetworkChanged, PlatformReply
from kiosk.ports.storage import MISSING, TAKEN, OutboxMessage, PrintKind, PrintState
from kiosk.runtime.print_log import LoggedPrint, PrintLog
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.idle import Idle
from kiosk.session.paper_codes import PaperCodeReport, serial_of
from kiosk.views.devices import call_attendant
from offline_cache.ledger.ledger import SqliteLedger
from tests.kiosk.session_samples import READY, WALL, Session, file_of, licence_of, shown

RECEIPTS, PAGES = Device.RECEIPT_PRINTER, Device.PAGE_PRINTER
WANTED = DeviceStatus(StatusKind.ATTENTION, Reason.PAPER_MISSING)
NOT_CONFIRMED = pytest.mark.parametrize("outcome", [PrintSent(), PrintUncertain(Reason.SILENT)])


def said_no(session: Session, outcome: PrintOutcome = PrintSent()) -> None:  # noqa: B008 - a value
    session.feed(StatusChanged(RECEIPTS, READY))
    session.to_result()
    session.paper(outcome)
    session.feed(StatusChanged(RECEIPTS, READY), ev.PaperSeen(False))


def to_attract(session: Session) -> None:
    """As the next process finds it: nothing of the session, and what the ledger tells."""
    missing = session.state.paper_missing
    fresh = Session()
    fresh.feed(StatusChanged(RECEIPTS, READY), ev.PaperMissing(missing))
    session.__dict__.update(fresh.__dict__)


@NOT_CONFIRMED
def test_a_no_of_the_resident_calls_for_the_attendant(session: Session, outcome: PrintOutcome) -> None:
    said_no(session, outcome)
    assert session.state.status(RECEIPTS) == WANTED
    assert session.state.statuses[RECEIPTS] == WANTED, "so it goes with the heartbeat"
    assert session.audited("device.changed")[-1] == {"device": "receipt_printer", "kind": "attention", "reason": "paper-missing"}
    to_attract(session)
    assert isinstance(session.place, Idle)
    assert call_attendant(session.state) == "工作人员请看：回执打印机（有人说没有出纸）"


@NOT_CONFIRMED
def test_no_print_again_is_a_no_as_well(session: Session, outcome: PrintOutcome) -> None:
    session.feed(StatusChanged(RECEIPTS, READY))
    session.to_result()
    session.paper(outcome)
    session.feed(StatusChanged(RECEIPTS, READY), ev.PrintAgain())
    assert session.state.status(RECEIPTS) == WANTED


def test_a_print_that_failed_is_no_missing_paper(session: Session) -> None:
    session.to_result()
    session.paper(PrintFailed(Reason.PAPER_OUT))
    session.feed(StatusChanged(RECEIPTS, READY), ev.PrintAgain())
    assert session.state.status(RECEIPTS) == READY, "the printer itself said so, and says itself when it is well"


@pytest.mark.parametrize("by", ["printer", "resident"])
def test_paper_that_comes_out_ends_the_call(session: Session, by: str) -> None:
    said_no(session)
    session.feed(ev.PrintAgain())
    session.paper(PrintConfirmed() if by == "printer" else PrintSent())
    if by == "resident":
        assert session.state.status(RECEIPTS) == WANTED, "not yet"
        session.feed(ev.PaperSeen(True))
        assert session.last(do.PaperTaken).request_id == session.last(do.PrintReceiptPaper).request_id
    assert session.state.status(RECEIPTS) == READY


def test_the_attendant_has_looked(session: Session) -> None:
    said_no(session)
    to_attract(session)
    session.feed(LookedAt(RECEIPTS))
    assert session.state.status(RECEIPTS) == WANTED, "on the attendant's page alone"
    session.feed(ev.OpenJourney("attendant"))
    (card,) = shown(session)["cards"]
    assert (card["device"], card["looked"], card["picture"]) == ("receipt_printer", "看过了", "pull-paper")
    session.feed(LookedAt(PAGES))
    assert not session.all(do.PrinterLookedAt)
    session.feed(LookedAt(RECEIPTS), LookedAt(RECEIPTS))
    assert session.all(do.PrinterLookedAt) == [do.PrinterLookedAt(RECEIPTS)]
    assert shown(session)["cards"] == []
    assert session.audited("attendant.looked") == [{"device": "receipt_printer"}]


def test_a_worse_word_of_the_printer_is_shown_first(session: Session) -> None:
    said_no(session)
    to_attract(session)
    for kind, reason in ((StatusKind.UNAVAILABLE, Reason.JAM), (StatusKind.BUSY, None), (StatusKind.UNKNOWN, None)):
        session.feed(StatusChanged(RECEIPTS, DeviceStatus(kind, reason)))
        assert session.state.status(RECEIPTS) == DeviceStatus(kind, reason)
    session.feed(StatusChanged(RECEIPTS, DeviceStatus(StatusKind.ATTENTION, Reason.PAPER_LOW, "usb")))
    assert session.state.status(RECEIPTS) == DeviceStatus(StatusKind.ATTENTION, Reason.PAPER_MISSING, "usb")
    session.feed(ev.OpenJourney("attendant"), LookedAt(RECEIPTS))
    assert session.state.status(RECEIPTS).reason is Reason.PAPER_LOW


def copy_sent(session: Session) -> None:
    session.feed(StatusChanged(PAGES, READY), NetworkChanged(Network.ONLINE), ev.Start(), ev.OpenJourney("licence_copies"))
    session.show_card()
    session.feed(PlatformReply(session.place.request_id, LicencesKnown((licence_of(),))))
    session.feed(OpenLicence("1.2.3"), SetPurpose(CopyPurpose.SCHOOL), ev.Primary())
    asked = session.last(do.AskPlatform).request_id
    session.feed(PlatformReply(asked, file_of(licence_of())))
    session.feed(CopyComposed(session.last(ComposeCopy).request_id, ComposedCopy("L1", b"", b"")), ev.Primary())
    session.feed(ev.PaperAnswered(session.last(do.PrintPagePaper).request_id, PrintSent()))


@pytest.mark.parametrize("word", [ev.PaperSeen(False), ev.PrintAgain()])
def test_a_copy_that_did_not_come_out_calls_too(session: Session, word: Any) -> None:
    copy_sent(session)
    session.feed(word)
    assert session.state.status(PAGES) == WANTED
    assert session.state.paper_missing == {PAGES}


def test_what_is_missing_stands_in_the_ledger(tmp_path: Path) -> None:
    def ledger() -> SqliteLedger:
        return SqliteLedger(tmp_path / "ledger.db", "T0001")

    def printed(state: PrintState, reason: str = "", kind: PrintKind = PrintKind.RECEIPT, serial: str = "") -> frozenset[PrintKind]:
        one, other = ledger(), ledger()
        one.print_outcome(one.print_intended(kind, WALL, serial), state, reason)
        missing = other.missing_papers()
        one.close()
        other.close()
        return missing

    assert printed(PrintState.SENT) == frozenset()
    assert printed(PrintState.VOIDED) == frozenset(), "its resident only went away"
    assert printed(PrintState.VOIDED, MISSING) == {PrintKind.RECEIPT}
    assert printed(PrintState.CONFIRMED, "", PrintKind.COPY, "L1") == {PrintKind.RECEIPT}
    assert printed(PrintState.VOIDED, MISSING, PrintKind.COPY, "L2") == {PrintKind.RECEIPT, PrintKind.COPY}
    assert printed(PrintState.UNCERTAIN, "silent") == {PrintKind.RECEIPT, PrintKind.COPY}
    assert printed(PrintState.CONFIRMED) == {PrintKind.COPY}
    assert printed(PrintState.SENT, TAKEN, PrintKind.COPY, "L3") == frozenset()
    printed(PrintState.VOIDED, MISSING)
    last = ledger()
    last.papers_seen_to(PrintKind.RECEIPT)
    assert last.missing_papers() == frozenset()
    last.close()


def test_what_a_resident_has_is_not_void_when_they_go(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db", "T0001")
    taken, left = (ledger.print_intended(PrintKind.COPY, WALL, serial) for serial in ("L1", "L2"))
    for serial in (taken, left):
        ledger.print_outcome(serial, PrintState.UNCERTAIN, "silent")
    ledger.print_outcome(taken, PrintState.SENT, TAKEN)
    assert ledger.void_unsettled_prints() == ((left, PrintKind.COPY),)
    ledger.close()


def test_a_code_on_paper_that_was_left_is_told_before_it_is_void(tmp_path: Path) -> None:
    """By the next process, which knows its serial number and nothing else."""
    ledger = SqliteLedger(tmp_path / "ledger.db", "T0001")
    begun, failed, out, receipt = serial_of("begun"), serial_of("failed"), serial_of("out"), ""
    for serial in (begun, failed, out, receipt):
        ledger.print_intended(PrintKind.RECEIPT, WALL, serial)
    keyed = Keyed(ledger)
    services: Any = keyed
    log = PrintLog(lambda: Moment(0.0, WALL, bytes))
    for serial, outcome in ((failed, PrintFailed(Reason.JAM)), (out, PrintConfirmed())):
        printed = LoggedPrint(serial, PrintKind.RECEIPT, PaperCodeReport())
        assert log.settle(services, printed, outcome), "the platform is told of each"
    assert keyed.told == [("failed", "VOIDED"), ("out", "CONFIRMED")]
    assert log.void_left(services)
    assert keyed.told[2:] == [("begun", "VOIDED")], "a receipt is nobody's but the terminal's"
    assert log.void_left(services) == []
    assert len(keyed.told) == 3
    ledger.close()


class Keyed:
    """As much of `kiosk.session.services.Services` as a print log asks for; ``told``: reference and outcome of each report."""

    def __init__(self, ledger: SqliteLedger) -> None:
        self.ledger, self.keys, self.told = self, self, list[tuple[str, str]]()
        self._ledger = ledger

    def trust(self) -> Any:
        return SimpleNamespace(reads={})  # a platform that reads no sealed ones: the report is to be read here

    def add_message(self, message: OutboxMessage, at: int) -> None:
        report = json.loads(message.sealed)
        assert (message.kind, report["at"]) == ("paper-code", WALL)
        self.told.append((report["reference"], report["outcome"]))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)
