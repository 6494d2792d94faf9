"""The ledger keeps what it said it kept, and nothing of what it could not keep."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kiosk.domain.cases import Case, CaseState, RejectReason
from kiosk.domain.submissions import StoredState
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.ports.storage import OutboxMessage, Piece, PrintKind, PrintState, SealedAttachment, SealedRow, StorageError, StorageFault
from offline_cache.ledger import audit as audit_log
from offline_cache.ledger.audit import audit_hash
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.migrations import MIGRATIONS, NewerLedger

DAY = "261122"
WORDS = LocalizedText("一", "one")
CASE = Case("20261122000017", CaseState.ACCEPTED, "1" * 31, WORDS, 1_795_312_800, date(2026, 12, 1), WORDS, WORDS)


def sealer(name: str, at: int = 1000, size: int = 10) -> Callable[[str], SealedRow]:
    return lambda number: SealedRow(name, "1" * 31, "x" * size, "ab" * 32, f"token {name}", b"holder", at)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> SqliteLedger:
    return SqliteLedger(path, "T0001")


def numbered(ledger: SqliteLedger, seal: Callable[[str], SealedRow], day: str = DAY) -> str:
    """The receipt number, without its epoch, which is drawn."""
    number, _ = ledger.commit_submission(seal, day)
    match = re.fullmatch(r"(T0001-\d{6})-[0-9A-Z]{4}-(\d{4})", number)
    assert match, number
    return f"{match[1]}-{match[2]}"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(path)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def test_a_commit_is_there_after_it_is_opened_again(ledger: SqliteLedger, path: Path) -> None:
    assert numbered(ledger, sealer("a")) == "T0001-261122-0001"
    again = SqliteLedger(path, "T0001")  # the first one was never closed
    entry = again.message("a")
    assert entry is not None
    assert entry == OutboxMessage("a", "submission", 1, "x" * 10, "ab" * 32)
    receipt = again.by_token("token a")
    assert receipt is not None
    assert (receipt.receipt_number, receipt.state, receipt.case) == (f"T0001-261122-{ledger._epoch}-0001", StoredState.STORED, None)


def pictured(name: str, *sealed: str) -> Callable[[str], SealedRow]:
    row = sealer(name)
    return lambda number: replace(row(number), attachments=tuple(SealedAttachment(f"of {one}", one) for one in sealed))


def test_attachments_wait_for_their_case_and_go_piece_by_piece(ledger: SqliteLedger) -> None:
    ledger.commit_submission(pictured("a", "0123456789", "xyz"), DAY)
    assert ledger.next_piece(4) is None, "no case names them yet"
    ledger.settle("a", (CASE,), 1000)
    assert ledger.next_piece(4) == Piece("a", "of 0123456789", 10, 0, "0123")
    ledger.note_received("of 0123456789", 4, 1000)
    assert ledger.next_piece(4) == Piece("a", "of 0123456789", 10, 4, "4567"), "one is finished before the next"
    assert ledger.next_piece(4) == Piece("a", "of xyz", 3, 0, "xyz"), "but for one that was tried and did not move"
    ledger.note_received("of xyz", 3, 1000)
    assert ledger.next_piece(99) == Piece("a", "of 0123456789", 10, 4, "456789")
    ledger.note_received("of 0123456789", 10, 1000)
    assert ledger.next_piece(4) is None


def test_an_attachment_that_does_not_move_comes_after_the_others(ledger: SqliteLedger) -> None:
    ledger.commit_submission(pictured("a", "stuck"), DAY)
    ledger.commit_submission(pictured("b", "0123456789"), DAY)
    for name in ("a", "b"):
        ledger.settle(name, (CASE,), 1000)
    seen = []
    for _ in range(5):
        piece = ledger.next_piece(3)
        assert piece is not None
        seen.append(piece.sha256)
        ledger.note_received(piece.sha256, piece.offset + 3 if piece.submission_id == "b" else 0, 1000)
    assert seen == ["of stuck", *["of 0123456789"] * 4]


def test_what_begins_anew_begins_anew(ledger: SqliteLedger) -> None:
    ledger.commit_submission(pictured("a", "0123456789"), DAY)
    ledger.settle("a", (CASE,), 1000)
    ledger.note_received("of 0123456789", 7, 1000)
    ledger.note_received("of 0123456789", 0, 1000)
    assert ledger.next_piece(4) == Piece("a", "of 0123456789", 10, 0, "0123")


def test_the_attachments_of_a_rejected_submission_stay_and_are_not_sent(ledger: SqliteLedger, path: Path) -> None:
    ledger.commit_submission(pictured("a", "0123456789"), DAY)
    ledger.settle_rejected("a", RejectReason.CANNOT_OPEN)
    assert ledger.next_piece(4) is None
    assert rows(path, "SELECT sealed FROM attachments") == [(b"0123456789",)]


def test_a_statement_that_sqlite_does_not_know_is_a_bug_of_ours(ledger: SqliteLedger) -> None:
    with pytest.raises(sqlite3.OperationalError), ledger._transaction() as run:
        run("SELECT nothing FROM nowhere")
    assert ledger.commit_submission(sealer("a"), DAY), "and the ledger goes on"


def test_every_commit_reaches_the_disk_before_it_returns(ledger: SqliteLedger) -> None:
    assert ledger._database.execute("PRAGMA synchronous").fetchone() == (2,), "FULL"
    assert ledger._database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert ledger._database.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_numbers_count_from_one_each_day_and_never_repeat(path: Path) -> None:
    seen = []
    for turn in range(3):
        ledger = SqliteLedger(path, "T0001")
        seen += [numbered(ledger, sealer(f"{turn} {day} {i}"), day) for day in ("261122", "261123") for i in range(3)]
        ledger.close()
    assert len(set(seen)) == 18
    assert seen[0] == "T0001-261122-0001"
    assert seen[-1] == "T0001-261123-0009"


class Spilt(Exception):
    pass


def test_when_sealing_fails_nothing_is_kept_and_the_number_is_free(ledger: SqliteLedger) -> None:
    def fails(number: str) -> SealedRow:
        raise Spilt

    with pytest.raises(Spilt):
        ledger.commit_submission(fails, DAY)
    assert ledger.waiting_count() == 0
    assert ledger._database.execute("SELECT count(*) FROM audit").fetchone() == (0,)
    assert numbered(ledger, sealer("a")) == "T0001-261122-0001"


def test_one_id_twice_is_refused_and_the_first_stands(ledger: SqliteLedger) -> None:
    ledger.commit_submission(sealer("a"), DAY)
    with pytest.raises(StorageError):
        ledger.commit_submission(sealer("a", size=99), DAY)
    entry = ledger.message("a")
    assert entry is not None
    assert entry.sealed == "x" * 10
    assert numbered(ledger, sealer("b")) == "T0001-261122-0002"


def test_a_full_disk_keeps_nothing_and_the_ledger_goes_on_when_there_is_room(ledger: SqliteLedger) -> None:
    ledger.commit_submission(sealer("a"), DAY)
    (pages,) = ledger._database.execute("PRAGMA page_count").fetchone()
    ledger._database.execute(f"PRAGMA max_page_count={pages}")
    for _ in range(3):
        with pytest.raises(StorageError) as fault:
            ledger.commit_submission(sealer("b", size=2_000_000), DAY)
        assert fault.value.fault is StorageFault.FULL
        assert ledger.message("b") is None
        assert ledger._database.execute("SELECT count(*) FROM audit").fetchone() == (1,)
    ledger._database.execute("PRAGMA max_page_count=1000000")
    assert numbered(ledger, sealer("b", size=2_000_000)) == "T0001-261122-0002"
    assert ledger._database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    check_chain(ledger._database)


def test_what_waits_comes_in_turn_and_verdicts_take_it_out(ledger: SqliteLedger) -> None:
    for name, at in (("c", 30), ("a", 10), ("b", 20), ("d", 40)):
        ledger.commit_submission(sealer(name, at), DAY)
    assert [entry.message_id for entry in ledger.waiting(3)] == ["a", "b", "c"]
    ledger.note_attempt(["a", "b"])
    ledger.note_attempt(["a"])
    tried = [(entry.message_id, entry.attempts) for entry in ledger.waiting(9)]
    assert tried == [("c", 0), ("d", 0), ("b", 1), ("a", 2)], "what is tried in vain stops no other"
    ledger.settle("a", (CASE,), 1000)
    ledger.settle_rejected("b", RejectReason.CANNOT_OPEN)
    assert [entry.message_id for entry in ledger.waiting(9)] == ["c", "d"]
    assert ledger.waiting_count() == 2
    assert ledger.message("a") is None
    states = {receipt.committed_at: receipt.state for receipt in ledger.by_holder(b"holder")}
    assert states == {10: StoredState.CASE, 20: StoredState.REJECTED, 30: StoredState.STORED, 40: StoredState.STORED}
    assert ledger.by_holder(b"another") == ()
    assert list(ledger.submitted().values()) == [4]


def test_no_verdict_deletes_a_sealed_submission(ledger: SqliteLedger, path: Path) -> None:
    for name in "abc":
        ledger.commit_submission(sealer(name), DAY)
    ledger.settle("a", (CASE,), 1000)
    ledger.settle_rejected("b", RejectReason.CONFLICT)
    assert rows(path, "SELECT count(*) FROM messages WHERE length(sealed) = 10") == [(3,)]


def test_settling_twice_does_no_harm(ledger: SqliteLedger) -> None:
    ledger.commit_submission(sealer("a"), DAY)
    ledger.settle("a", (CASE,), 1000)
    ledger.settle_rejected("a", RejectReason.CANNOT_OPEN)
    later = replace(CASE, state=CaseState.APPROVED, due=None)
    ledger.settle("a", (later,), 1000)
    ledger.settle("no such", (CASE,), 1000)
    receipt = ledger.by_token("token a")
    assert receipt is not None
    assert (receipt.state, receipt.case) == (StoredState.CASE, later)
    assert ledger.by_token("token b") is None


def test_other_messages_wait_until_settled_and_count_once(ledger: SqliteLedger) -> None:
    for name in "ab":
        ledger.add_message(OutboxMessage(name, "rating", 1, name, "ab" * 32), 5)
        ledger.add_message(OutboxMessage(name, "rating", 1, "another body", "cd" * 32), 6)
    assert [message.sealed for message in ledger.waiting(9)] == ["a", "b"]
    for name in ("a", "no such", "a"):
        ledger.settle(name, (), 1000)
    assert [message.message_id for message in ledger.waiting(9)] == ["b"]
    assert ledger.waiting_count() == 0, "they are no submissions"


def test_messages_of_all_kinds_stand_in_one_queue(ledger: SqliteLedger) -> None:
    ledger.commit_submission(pictured("s", "one", "two"), DAY)
    ledger.add_message(OutboxMessage("r", "rating", 2, "sealed", "ab" * 32), 10**9)
    assert [(message.kind, message.schema, message.attachments) for message in ledger.waiting(9)] == [
        ("submission", 1, ("of one", "of two")),
        ("rating", 2, ()),
    ]


def test_a_receipt_tells_of_every_case_of_its_submission(ledger: SqliteLedger) -> None:
    ledger.commit_submission(sealer("a"), DAY)
    second = replace(CASE, case_number="20261122000018")
    ledger.settle("a", (CASE, second), 1000)
    receipt = ledger.by_token("token a")
    assert receipt is not None
    assert (receipt.case, receipt.others) == (CASE, (second,))


def test_a_print_is_written_down_before_it_begins_and_voided_when_its_resident_is_gone(ledger: SqliteLedger, path: Path) -> None:
    serials = [ledger.print_intended(PrintKind.RECEIPT, 1) for _ in range(5)]
    assert serials == ["P00000001", "P00000002", "P00000003", "P00000004", "P00000005"]
    for serial, state in zip(
        serials, (PrintState.CONFIRMED, PrintState.SENT, PrintState.FAILED, PrintState.UNCERTAIN), strict=False
    ):
        ledger.print_outcome(serial, state, "jam")
    assert [serial for serial, _ in ledger.void_unsettled_prints()] == [serials[3], serials[4]]
    assert ledger.void_unsettled_prints() == ()
    states = [state for (state,) in rows(path, "SELECT state FROM prints ORDER BY serial")]
    assert states == ["CONFIRMED", "SENT", "FAILED", "VOIDED", "VOIDED"]


def test_a_copy_that_is_tried_again_keeps_its_serial(ledger: SqliteLedger, path: Path) -> None:
    assert ledger.print_intended(PrintKind.COPY, 1, "L000001") == "L000001"
    ledger.print_outcome("L000001", PrintState.FAILED, "jam")
    assert ledger.print_intended(PrintKind.COPY, 2, "L000001") == "L000001"
    assert rows(path, "SELECT serial, state, reason, at FROM prints") == [("L000001", "INTENDED", "", 2)]


def test_leased_serials_never_repeat_and_run_out(path: Path) -> None:
    ledger = SqliteLedger(path, "T0001")
    assert ledger.take_copy_serial() is None
    ledger.add_copy_serials("L", 7, 9)
    first = ledger.take_copy_serial()
    ledger.add_copy_serials("L", 7, 9)  # the same answer twice: a lease is one lease
    ledger.add_copy_serials("M", 1, 2)
    ledger.close()
    again = SqliteLedger(path, "T0001")
    assert again.copy_serials_left() == 4
    assert [first, *(again.take_copy_serial() for _ in range(5))] == ["L000007", "L000008", "L000009", "M000001", "M000002", None]
    assert again.copy_serials_left() == 0


def check_chain(database: sqlite3.Connection) -> int:
    previous, count = "", 0
    for number, at, event, details, told in database.execute("SELECT number, at, event, details, hash FROM audit ORDER BY number"):
        count += 1
        assert number == count, "a row is missing"
        previous = audit_hash(previous, number, at, event, details)
        assert previous == told, f"row {number} was changed"
    return count


def test_the_audit_log_is_a_chain(ledger: SqliteLedger) -> None:
    ledger.audit([("program.started", {"after": "start"}), ("session.began", {})], 1)
    ledger.commit_submission(sealer("a"), DAY)
    ledger.audit([], 2)
    ledger.audit([("session.ended", {})], 3)
    assert check_chain(ledger._database) == 4
    told = ledger._database.execute("SELECT event, details FROM audit WHERE number = 3").fetchone()
    number = f"T0001-261122-{ledger._epoch}-0001"
    assert told == ("submission.stored", f'{{"item":"1111111111111111111111111111111","receipt":"{number}"}}')


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET at = 0 WHERE number = 2",
        "UPDATE audit SET event = 'session.ended' WHERE number = 1",
        "UPDATE audit SET details = '{}' WHERE number = 3",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit WHERE number = 1",
        "UPDATE audit SET number = -number; UPDATE audit SET number = CASE number WHEN -1 THEN 2 WHEN -2 THEN 1 ELSE -number END",
    ],
)
def test_tampering_with_the_audit_log_shows(ledger: SqliteLedger, tampering: str) -> None:
    for number in range(3):
        ledger.audit([("network.changed", {"to": str(number)})], 5 + number)
    assert check_chain(ledger._database) == 3
    ledger._database.executescript(tampering)
    with pytest.raises(AssertionError):
        check_chain(ledger._database)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_newer_ledger_is_refused_and_not_altered(path: Path, mode: str) -> None:
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA journal_mode={mode}")
    database.executescript(f"CREATE TABLE later (x); PRAGMA user_version={len(MIGRATIONS) + 1};")
    database.close()
    before = path.read_bytes()
    with pytest.raises(NewerLedger, match=f"schema {len(MIGRATIONS) + 1}"):
        SqliteLedger(path, "T0001")
    assert path.read_bytes() == before


def test_a_damaged_ledger_is_named_so(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)
    with pytest.raises(StorageError) as fault:
        SqliteLedger(path, "T0001")
    assert fault.value.fault is StorageFault.DAMAGED
    with pytest.raises(StorageError) as fault:
        SqliteLedger(tmp_path / "no folder" / "ledger.db", "T0001")
    assert fault.value.fault is StorageFault.UNAVAILABLE


def test_a_page_that_went_bad_is_told_as_damage(path: Path) -> None:
    ledger = SqliteLedger(path, "T0001")
    for number in range(200):
        ledger.commit_submission(sealer(f"{number:03d}", size=900), DAY)
    ledger.close()
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)
    with pytest.raises(StorageError) as fault:
        SqliteLedger(path, "T0001").commit_submission(sealer("new"), DAY)
    assert fault.value.fault is StorageFault.DAMAGED


def test_a_ledger_that_another_holds_is_unavailable_not_lost(
    ledger: SqliteLedger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger._database.execute("PRAGMA busy_timeout=1")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError) as fault:
        ledger.commit_submission(sealer("a"), DAY)
    assert fault.value.fault is StorageFault.UNAVAILABLE
    other.execute("ROLLBACK")
    other.close()
    assert numbered(ledger, sealer("a")) == "T0001-261122-0001"


def test_two_threads_each_with_its_own_connection(path: Path) -> None:
    SqliteLedger(path, "T0001").add_copy_serials("L", 1, 1000)
    numbers: list[str] = []
    serials: list[str | None] = []
    faults: list[BaseException] = []

    def work(name: str) -> None:
        try:
            ledger = SqliteLedger(path, "T0001")
            for i in range(30):
                numbers.append(numbered(ledger, sealer(f"{name}{i}")))
                serials.append(ledger.take_copy_serial())
                ledger.audit([("session.began", {})], i)
            ledger.close()
        except BaseException as fault:  # noqa: BLE001 - told below, in the thread of the test
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert max(Counter(numbers).values()) == 1
    assert max(Counter(serials).values()) == 1
    assert len(numbers) == 60
    database = sqlite3.connect(path)
    assert check_chain(database) == 120
    database.close()


def test_several_threads_may_be_the_first_to_open_a_new_ledger(tmp_path: Path) -> None:
    faults: list[BaseException] = []
    for turn in range(24):
        start = threading.Barrier(4)

        def work(path: Path, start: threading.Barrier = start) -> None:
            try:
                start.wait()
                SqliteLedger(path, "T0001").close()
            except BaseException as fault:  # noqa: BLE001 - told below, in the thread of the test
                faults.append(fault)

        threads = [threading.Thread(target=work, args=(tmp_path / f"{turn}.db",)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert faults == []


_CHILD = """
import sys
from pathlib import Path
from kiosk.ports.storage import SealedRow
from offline_cache.ledger.ledger import SqliteLedger
ledger = SqliteLedger(Path(sys.argv[1]), "T0001")
for i in range(10**6):
    name = f"{sys.argv[2]}-{i}"
    row = lambda number: SealedRow(name, "1" * 31, "x" * 3000, "ab" * 32, number, b"holder", i)
    print(ledger.commit_submission(row, "261122")[0], flush=True)
"""


def test_what_was_said_to_be_stored_is_there_whenever_the_process_is_killed(path: Path) -> None:
    dice = random.Random(7)
    said: list[str] = []
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    for turn in range(15):
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(path), str(turn)], stdout=subprocess.PIPE, text=True, env=environment
        )
        assert child.stdout is not None
        said.append(child.stdout.readline().strip())
        until = time.monotonic() + dice.uniform(0, 0.15)
        while time.monotonic() < until:
            said.append(child.stdout.readline().strip())
        child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate()
        # The last line may have been cut off in the middle; a whole one counts.
        said += [line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        assert child.returncode == -signal.SIGKILL
    kept = {str(number) for (number,) in rows(path, "SELECT receipt_number FROM receipts")}
    assert len(said) > 15
    assert len(set(said)) == len(said), "one number was given twice"
    assert set(said) <= kept
    assert len(kept) - len(said) <= 15, "at most one a kill was kept and not said"
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    database = sqlite3.connect(path)
    assert check_chain(database) == len(kept), "each with its audit record, none without"
    database.close()


def test_events_are_counted_by_a_detail_in_the_newest_part_of_the_log(
    ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ledger.audit_counts("search.found-little", "kind") == {}
    for kind in ("chinese", "latin", "chinese"):
        ledger.audit([("search.found-little", {"length": "4", "kind": kind}), ("session.ended", {})], 1)
    assert ledger.audit_counts("search.found-little", "kind") == {"chinese": 2, "latin": 1}
    monkeypatch.setattr(audit_log, "COUNTED", 2)
    assert ledger.audit_counts("search.found-little", "kind") == {"chinese": 1}
