"""What the platform confirmed waits again when its database may have been put back, and nothing else does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.cases import Case, CaseState, RejectReason
from kiosk.domain.submissions import StoredState
from kiosk.domain.text import LocalizedText
from kiosk.ports.storage import LeasedTo, OfferedAgain, OutboxMessage, PlatformEpoch, SealedAttachment, SealedRow
from offline_cache.ledger import audit
from offline_cache.ledger.epochs import MARGIN
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.outbox import Outbox

NOW = 1_795_312_800
WORDS = LocalizedText("一", "one")
CASE = Case("261122407100171", CaseState.ACCEPTED, "1" * 31, WORDS, NOW, date(2026, 12, 1), WORDS, WORDS)
FIRST = PlatformEpoch("0001", NOW - 10**6)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> SqliteLedger:
    ledger = SqliteLedger(path, "T0001")
    assert ledger.note_epochs([FIRST], NOW) == OfferedAgain()
    return ledger


def seal(name: str, *pictures: str) -> Callable[[str], SealedRow]:
    attachments = tuple(SealedAttachment(f"of {picture}", picture) for picture in pictures)
    return lambda number: SealedRow(name, "1" * 31, "x" * 10, "ab" * 32, f"token {name}", b"holder", NOW, attachments)


def confirmed(ledger: SqliteLedger, name: str, at: int, *pictures: str) -> None:
    ledger.commit_submission(seal(name, *pictures), "261122")
    ledger.settle(name, (CASE,), at)
    for picture in pictures:
        ledger.note_received(f"of {picture}", len(picture), at)


def waiting(ledger: SqliteLedger) -> set[str]:
    return {message.message_id for message in ledger.waiting(99)}


def test_what_was_confirmed_since_waits_with_its_case(ledger: SqliteLedger, path: Path) -> None:
    confirmed(ledger, "before", NOW - MARGIN - 1)
    confirmed(ledger, "since", NOW, "picture")
    ledger.add_message(OutboxMessage("rating", "rating", 1, "{}", "ab" * 32), NOW)
    ledger.settle("rating", (), NOW + 5)
    assert ledger.note_epochs([FIRST, PlatformEpoch("0002", NOW)], NOW + 100) == OfferedAgain(2, 0)
    assert waiting(ledger) == {"since", "rating"}
    message = ledger.message("since")
    assert message is not None
    assert (message.told, message.attachments, message.sealed) == ((CASE,), ("of picture",), "x" * 10)
    receipt = ledger.by_token("token since")
    assert receipt is not None
    assert (receipt.state, receipt.case) == (StoredState.STORED, CASE)
    assert ledger.next_piece(99) is None, "after its message"
    ledger.settle("since", (CASE,), NOW + 110)
    piece = ledger.next_piece(99)
    assert piece is not None
    assert (piece.sha256, piece.offset) == ("of picture", 0)
    with closing(sqlite3.connect(path)) as database:
        assert audit.counts(database.execute, "outbox.offered-again", "messages") == {"2": 1}


def test_the_same_epochs_again_change_nothing(ledger: SqliteLedger) -> None:
    confirmed(ledger, "a", NOW)
    told = [FIRST, PlatformEpoch("0002", NOW)]
    assert ledger.note_epochs(told, NOW) == OfferedAgain(1, 0)
    ledger.settle("a", (CASE,), NOW + 10)
    assert ledger.note_epochs(told, NOW + 20) is None
    assert ledger.note_epochs([], NOW + 20) is None
    assert not waiting(ledger)


def test_a_picture_may_be_lost_where_its_case_is_not(ledger: SqliteLedger) -> None:
    confirmed(ledger, "a", NOW - 10**5, "early")
    ledger.note_received("of early", len("early"), NOW)
    assert ledger.note_epochs([PlatformEpoch("0002", NOW)], NOW) == OfferedAgain()
    piece = ledger.next_piece(99)
    assert piece is not None
    assert (piece.submission_id, piece.offset) == ("a", 0)


def test_what_is_no_longer_here_is_told_to_a_technician(ledger: SqliteLedger, path: Path) -> None:
    confirmed(ledger, "old", NOW)
    outbox = Outbox(path)
    outbox.retain(NOW + 8 * 86400, 7, 180)
    assert ledger.note_epochs([PlatformEpoch("0002", NOW)], NOW + 9 * 86400) == OfferedAgain(0, 1)
    (row,) = outbox.waiting()
    assert (row.reason, row.case_number) == ("FORGOTTEN", CASE.case_number)
    assert not outbox.retry("old", NOW), "there is nothing to send"
    assert not list(outbox.messages(0))
    assert not waiting(ledger)
    outbox.close()


def test_what_was_confirmed_before_any_epoch_was_heard_of_waits(path: Path) -> None:
    ledger = SqliteLedger(path, "T0001")
    confirmed(ledger, "before", NOW - MARGIN - 1)
    confirmed(ledger, "since", NOW, "picture")
    assert ledger.note_epochs([PlatformEpoch("0002", NOW + 9)], NOW + 9) == OfferedAgain(1, 0)
    assert waiting(ledger) == {"since"}
    ledger.close()


def test_old_rows_of_an_earlier_version_are_not_called_forgotten(path: Path) -> None:
    ledger, outbox = SqliteLedger(path, "T0001"), Outbox(path)
    confirmed(ledger, "old", NOW)
    outbox.retain(NOW + 8 * 86400, 7, 180)
    confirmed(ledger, "new", NOW + 8 * 86400)
    assert ledger.note_epochs([FIRST], NOW + 9 * 86400) == OfferedAgain(1, 0)
    assert [row.reason for row in outbox.waiting()] == [""]
    assert waiting(ledger) == {"new"}
    outbox.close()
    ledger.close()


def test_what_was_rejected_stays_rejected(ledger: SqliteLedger) -> None:
    ledger.commit_submission(seal("a"), "261122")
    ledger.settle_rejected("a", RejectReason.CONFLICT)
    assert ledger.note_epochs([PlatformEpoch("0002", 0)], NOW) == OfferedAgain()
    assert not waiting(ledger)


def test_what_was_confirmed_goes_onto_a_stick_when_asked_for(ledger: SqliteLedger, path: Path) -> None:
    confirmed(ledger, "a", NOW - 100, "early")
    confirmed(ledger, "b", NOW, "late")
    outbox = Outbox(path)
    assert not list(outbox.messages())
    told = list(outbox.messages(NOW))
    (message,) = [one["message"] for one in told if one["kind"] == "message"]
    assert message["message_id"] == "b"
    assert message["told"] == [{"case_number": CASE.case_number, "received_at": NOW}]
    assert [one["sha256"] for one in told if one["kind"] == "attachment"] == ["of late"]
    outbox.close()


def test_the_highest_leased_number_is_known(ledger: SqliteLedger) -> None:
    assert ledger.leased_to() is None
    for first in (1, 301, 101):
        ledger.add_copy_serials("YB0001-", first, first + 99)
    assert ledger.leased_to() == LeasedTo("YB0001-", 400)
    ledger.note_restored(NOW)
    assert ledger.leased_to() is None, "of a ledger that was put back it is not known"


def test_a_ledger_knows_that_somebody_else_wrote_to_it(ledger: SqliteLedger, path: Path) -> None:
    ledger.changed()
    ledger.audit([("program.started", {})], NOW)
    assert not ledger.changed(), "its own"
    confirmed(ledger, "a", NOW)
    outbox = Outbox(path)
    assert outbox.retry("a", NOW)
    outbox.close()
    assert ledger.changed()
    assert not ledger.changed()


@given(
    settled=st.lists(st.integers(0, 5000), max_size=6),
    epochs=st.lists(st.tuples(st.integers(2, 9), st.integers(0, 5000)), max_size=4, unique_by=lambda epoch: epoch[0]),
)
def test_just_what_may_be_lost_waits_again(
    settled: list[int], epochs: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    ledger = SqliteLedger(tmp_path_factory.mktemp("epochs") / "ledger.db", "T0001")
    ledger.note_epochs([FIRST], NOW)
    for number, at in enumerate(settled):
        confirmed(ledger, str(number), NOW + at)
    told = [FIRST, *(PlatformEpoch(f"{code:04d}", NOW + back) for code, back in epochs)]
    offered = ledger.note_epochs(told, NOW + 9999)
    since = min((back for _, back in epochs), default=None)
    lost = {str(n) for n, at in enumerate(settled) if since is not None and at >= since - MARGIN}
    assert waiting(ledger) == lost
    assert offered == (OfferedAgain(len(lost), 0) if epochs else None)
    ledger.close()
