"""What waits is seen, sent again, taken away, and forgotten only when the platform has all of it."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from commands.retention import retaining
from kiosk.domain.cases import Case, CaseState, RejectReason
from kiosk.domain.clock import Clock
from kiosk.domain.text import LocalizedText
from kiosk.ports.storage import OutboxMessage, SealedAttachment, SealedRow, StorageError, StorageFault, Upload
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.outbox import Outbox
from offline_cache.ledger.recovery import damaged, open_whole, set_aside

NOW = 1_795_312_800
DAY = 86400
WORDS = LocalizedText("一", "one")
CASE = Case("20261122000017", CaseState.ACCEPTED, "1" * 31, WORDS, NOW, date(2026, 12, 1), WORDS, WORDS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> SqliteLedger:
    return SqliteLedger(path, "T0001")


@pytest.fixture
def outbox(ledger: SqliteLedger, path: Path) -> Outbox:
    return Outbox(path)


def commit(ledger: SqliteLedger, name: str, at: int = NOW, picture: str = "") -> str:
    attachments = (SealedAttachment(f"of {picture}", picture),) if picture else ()
    row = SealedRow(name, "1" * 31, f"sealed {name}", "ab" * 32, f"token {name}", b"holder", at, attachments)
    return ledger.commit_submission(lambda number: row, "261122")[0]


def names(outbox: Outbox, everything: bool = False) -> list[str]:
    return [row.submission_id for row in outbox.waiting(everything)]


def test_what_waits_is_what_the_platform_has_not_had_all_of(ledger: SqliteLedger, outbox: Outbox) -> None:
    for at, name in enumerate("abcd"):
        commit(ledger, name, NOW + at, "picture" if name == "b" else "")
    for name in "bd":
        ledger.settle(name, (CASE,), 1000)
    ledger.settle_rejected("c", RejectReason.CONFLICT)
    assert names(outbox) == ["a", "b", "c"]
    assert names(outbox, everything=True) == ["a", "b", "c", "d"]
    waiting = {row.submission_id: row for row in outbox.waiting()}
    assert (waiting["b"].case_number, waiting["b"].pictures) == (CASE.case_number, 1)
    assert (waiting["c"].state, waiting["c"].reason) == ("REJECTED", "CONFLICT")
    ledger.note_received("of picture", 7, 1000)
    assert names(outbox) == ["a", "c"]


def test_what_is_held_back_is_told_and_a_retry_ends_it(ledger: SqliteLedger, outbox: Outbox) -> None:
    for name in "ab":
        commit(ledger, name, NOW, f"picture {name}")
    ledger.settle("b", (CASE,), 1000)
    ledger.note_held(Upload.MESSAGES, "a", "server-error")
    ledger.note_held(Upload.ATTACHMENTS, "of picture b", "unreachable")
    assert ledger.held() == {Upload.MESSAGES: ["a"], Upload.ATTACHMENTS: ["of picture b"]}
    assert [(row.submission_id, row.held) for row in outbox.waiting()] == [("a", "server-error"), ("b", "unreachable")]
    assert ledger.next_piece(9, without=["of picture b"]) is None
    piece = ledger.next_piece(9, only="of picture b")
    assert piece is not None
    assert piece.sha256 == "of picture b"
    assert ledger.waiting(9, without=["a"]) == ()
    for name in "ab":
        outbox.retry(name, NOW)
    assert not any(ledger.held().values())


def test_what_was_rejected_or_confirmed_is_sent_again(ledger: SqliteLedger, outbox: Outbox) -> None:
    number = commit(ledger, "a")
    ledger.settle_rejected("a", RejectReason.CANNOT_OPEN)
    assert ledger.waiting(9) == ()
    row = outbox.one(number)
    assert row is not None
    assert row == outbox.one("a")
    outbox.retry("a", NOW)
    assert [entry.message_id for entry in ledger.waiting(9)] == ["a"]
    commit(ledger, "b")
    ledger.settle("b", (CASE,), 1000)
    assert outbox.retry("b", NOW)
    message = ledger.message("b")
    assert message is not None
    assert message.told == (CASE,), "offered as the case that it was"
    assert not outbox.retry("no such", NOW)


def test_everything_that_waits_goes_into_the_file(ledger: SqliteLedger, outbox: Outbox) -> None:
    commit(ledger, "a", NOW, "picture")
    commit(ledger, "b", NOW + 1)
    ledger.settle("b", (CASE,), 1000)
    ledger.add_message(OutboxMessage("r1", "rating", 1, '{"kind":"RATING"}', "ab" * 32), NOW)
    ledger.add_message(OutboxMessage("r2", "rating", 1, "{}", "ab" * 32), NOW)
    ledger.add_message(OutboxMessage("r3", "rating", 2, "sealed", "ab" * 32), NOW)
    ledger.settle("r2", (), 1000)
    envelope = {"message_id": "r3", "kind": "rating", "schema": 2, "sealed": "sealed", "sha256": "ab" * 32}
    assert [(m["kind"], m.get("submission_id", m.get("body", m.get("message")))) for m in outbox.messages()] == [
        ("submission", "a"),
        ("attachment", "a"),
        ("report", '{"kind":"RATING"}'),
        ("message", {**envelope, "attachments": []}),
    ]


def test_what_was_confirmed_is_forgotten_in_time_and_nothing_else_ever(ledger: SqliteLedger, outbox: Outbox, path: Path) -> None:
    for name, at in (("new", NOW), ("old", NOW - 8 * DAY), ("ancient", NOW - 200 * DAY)):
        for state in ("case", "rejected", "waiting"):
            commit(ledger, f"{name} {state}", at, f"picture of {name} {state}")
        ledger.settle(f"{name} case", (CASE,), 1000)
        ledger.note_received(f"of picture of {name} case", 99, 1000)
        ledger.settle_rejected(f"{name} rejected", RejectReason.CONFLICT)
    commit(ledger, "half", NOW - 200 * DAY, "picture half sent")
    ledger.settle("half", (CASE,), 1000)
    outbox.retain(NOW, 7, 180)
    kept = set(names(outbox, everything=True))
    everything = {f"{name} {state}" for name in ("new", "old", "ancient") for state in ("case", "rejected", "waiting")} | {"half"}
    assert everything - kept == {"ancient case"}
    database = sqlite3.connect(path)
    assert database.execute("SELECT message_id FROM messages WHERE sealed = ''").fetchall() == [("old case",)]
    gone = {"old case", "ancient case"}
    assert {row[0] for row in database.execute("SELECT message_id FROM attachments")} == everything - gone
    assert json.loads(database.execute("SELECT details FROM audit WHERE event = 'ledger.retained'").fetchone()[0]) == {
        "bodies": "2",
        "rows": "1",
    }
    database.close()


def test_a_clock_that_is_ahead_has_nothing_forgotten(ledger: SqliteLedger, path: Path) -> None:
    """Ten years, and the platform's own time decides once it is told."""
    wrong = NOW + 3650 * DAY
    commit(ledger, "a", NOW)
    ledger.settle("a", (CASE,), NOW)
    clock = Clock(lambda: wrong, lambda: 0.0)
    retain = retaining(path, {"bodies": 7, "rows": 180}, clock)
    outbox = Outbox(path)
    retain()
    assert names(outbox, everything=True) == ["a"]
    clock.correct(NOW + DAY)
    retain()
    assert names(outbox, everything=True) == ["a"]
    clock.correct(NOW + 181 * DAY)
    retain()
    assert names(outbox, everything=True) == []
    outbox.close()


def test_it_is_done_once_a_day(ledger: SqliteLedger, outbox: Outbox) -> None:
    outbox.retain(NOW, 7, 180)
    commit(ledger, "a", NOW - 9 * DAY)
    ledger.settle("a", (CASE,), 1000)
    outbox.retain(NOW + 3600, 7, 180)
    assert names(outbox, everything=True) == ["a"]
    outbox.retain(NOW + DAY, 7, 7)
    assert names(outbox, everything=True) == []


def test_receipt_numbers_go_on_when_an_older_disk_is_put_back(ledger: SqliteLedger, path: Path) -> None:
    """The older copy is another file: it counts on under another epoch, and says nothing that was said before."""
    first = commit(ledger, "a")
    ledger.close()
    older = path.with_suffix(".older")
    older.write_bytes(path.read_bytes())
    ledger = SqliteLedger(path, "T0001")
    second = commit(ledger, "b")
    ledger.close()
    path.rename(path.with_suffix(".gone"))
    older.rename(path)
    again = commit(SqliteLedger(path, "T0001"), "c")
    assert len({first, second, again}) == 3
    assert again[-4:] == "0001", "it begins to count"


def spoil(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)
    return bytes(data)


def test_a_damaged_ledger_is_set_aside_as_it_is_and_the_terminal_goes_on(ledger: SqliteLedger, path: Path) -> None:
    numbers = [commit(ledger, f"{number:03d}") for number in range(50)]
    ledger.close()
    data = spoil(path)
    fresh = open_whole(path, "T0001")
    (aside,) = damaged(path.parent)
    assert aside.read_bytes() == data
    assert commit(fresh, "new") not in numbers
    database = sqlite3.connect(path)
    ((event, details), *_) = database.execute("SELECT event, details FROM audit").fetchall()
    assert (event, json.loads(details)) == ("ledger.set-aside", {"file": aside.name})
    database.close()


def test_what_can_be_read_of_it_is_brought_away(ledger: SqliteLedger, path: Path) -> None:
    for number in range(50):
        commit(ledger, f"{number:03d}")
    ledger.close()
    data = bytearray(path.read_bytes())
    pages = len(data) // 4096
    data[(pages // 2) * 4096 : (pages // 2) * 4096 + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    left = [message["submission_id"] for message in Outbox(path, only_reading=True).salvaged() if message["kind"] == "submission"]
    assert 10 < len(left) <= 50
    assert len(set(left)) == len(left)
    assert path.read_bytes() == bytes(data), "nothing of it was altered"


def test_the_log_of_what_was_not_copied_yet_goes_with_it(path: Path) -> None:
    path.write_bytes(b"a file")
    path.with_name("ledger.db-wal").write_bytes(b"its log")
    set_aside(path)
    (aside,) = damaged(path.parent)
    assert aside.read_bytes() == b"a file"
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"its log"


def test_two_that_are_damaged_in_one_second_are_both_kept(path: Path) -> None:
    for _ in range(2):
        path.write_bytes(b"no database at all" * 300)
        open_whole(path, "T0001").close()
    assert len(damaged(path.parent)) == 2


def test_a_folder_that_cannot_be_written_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"no database at all" * 300)

    def refuse(*args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StorageError) as fault:
        open_whole(path, "T0001")
    assert fault.value.fault is StorageFault.UNAVAILABLE
    assert path.read_bytes().startswith(b"no database")
    assert os.listdir(path.parent) == ["ledger.db"]


def test_a_ledger_that_is_well_is_looked_through_once_a_start(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bool] = []
    whole = SqliteLedger.whole

    def look(ledger: SqliteLedger) -> bool:
        looked.append(True)
        return whole(ledger)

    monkeypatch.setattr(SqliteLedger, "whole", look)
    for _ in range(3):
        open_whole(path, "T0001").close()
    assert looked == [True]
