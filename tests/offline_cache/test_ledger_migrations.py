"""A ledger of the version before comes into this one with all that waits in it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain.submissions import StoredState
from kiosk.messages.canonical import sha256_hex
from kiosk.ports.storage import Piece, Upload
from offline_cache.ledger.audit import rows, verify
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.migrations import MIGRATIONS, migrate
from offline_cache.ledger.outbox import Outbox

EARLIER = Path(__file__).parent / "earlier" / "ledger-4.sql"  # made by revision 23a5fe0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(EARLIER.read_text(encoding="utf-8"))
        assert database.execute("PRAGMA user_version").fetchone() == (4,)
    return path


@pytest.fixture
def before(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as database:
        return {
            table: database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in ("submissions", "reports", "attachments", "held", "prints", "copy_serials", "counters", "audit", "vault")
        }


def test_what_waited_waits_with_the_same_bytes(path: Path, before: dict[str, list[tuple[object, ...]]]) -> None:
    ledger = SqliteLedger(path, "T310199001")
    waiting = {message.message_id: message for message in ledger.waiting(99)}
    stored = {str(row[0]): row for row in before["submissions"] if row[8] == "STORED"}
    reports = {str(row[0]): row for row in before["reports"] if not row[4]}
    assert (len(stored), len(reports)) == (2, 2)
    assert set(waiting) == set(stored) | set(reports)
    for name, row in stored.items():
        message = waiting[name]
        assert (message.kind, message.schema, message.sealed, message.sha256, message.attempts) == (
            "submission",
            1,
            row[4],
            row[5],
            row[11],
        )
    for name, row in reports.items():
        message = waiting[name]
        assert (message.kind, message.schema, message.sealed) == (json.loads(str(row[1]))["kind"].lower(), 1, row[1])
        assert message.sha256 == sha256_hex(message.sealed.encode())
        assert message.attempts == row[3]
    assert ledger.waiting_count() == 2


def test_what_was_settled_is(path: Path, before: dict[str, list[tuple[object, ...]]]) -> None:
    ledger, outbox = SqliteLedger(path, "T310199001"), Outbox(path)
    told = {row.receipt_number: row for row in outbox.waiting(everything=True) if row.kind == "submission"}
    assert set(told) == {row[1] for row in before["submissions"]}
    for row in before["submissions"]:
        now = told[str(row[1])]
        assert (now.state, now.reason, now.committed_at, now.implementation_code) == (row[8], row[9], row[3], row[2])
        receipt = ledger.by_token(str(row[6]))
        assert receipt is not None
        assert receipt.state is StoredState(str(row[8]))
        assert (receipt.case is not None) == bool(row[10])
    (case,) = [row for row in told.values() if row.state == "CASE"]
    assert (case.case_number, case.pictures) == ("20261122000001", 1)
    assert len(ledger.by_holder(bytes(16))) == 4


def test_pictures_go_on_where_they_were(path: Path, before: dict[str, list[tuple[object, ...]]]) -> None:
    ledger = SqliteLedger(path, "T310199001")
    whole, half = before["attachments"]
    sealed = bytes(half[3]).decode()  # type: ignore[call-overload]
    assert ledger.next_piece(10) == Piece(str(half[2]), str(half[1]), len(sealed), 50, sealed[50:60])
    assert whole[4] == len(bytes(whole[3]))  # type: ignore[call-overload]
    assert {kind: sorted(names) for kind, names in ledger.held().items()} == {
        Upload.MESSAGES: sorted(str(row[1]) for row in before["held"] if row[0] != "attachments"),
        Upload.ATTACHMENTS: [str(half[1])],
    }


def test_nothing_else_changed(path: Path, before: dict[str, list[tuple[object, ...]]]) -> None:
    SqliteLedger(path, "T310199001").close()
    with closing(sqlite3.connect(path)) as database:
        for table in ("prints", "copy_serials", "counters", "vault"):
            assert database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() == before[table]
        assert verify(rows(database.execute)).broken is None
        assert database.execute("SELECT count(*) FROM audit").fetchone() == (len(before["audit"]),)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_its_schema_is_that_of_a_new_one(path: Path, tmp_path: Path) -> None:
    SqliteLedger(path, "T310199001").close()
    SqliteLedger(tmp_path / "new.db", "T310199001").close()
    told = []
    for file in (path, tmp_path / "new.db"):
        with closing(sqlite3.connect(file)) as database:
            told.append(
                sorted(database.execute("SELECT type, name, replace(sql, '\"', '') FROM sqlite_master").fetchall(), key=str)
            )
    assert told[0] == told[1]


def test_a_step_that_is_cut_off_is_done_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a power cut in the middle of it: the file is as it was."""
    broken = (*MIGRATIONS[:4], MIGRATIONS[4] + "; INSERT INTO no_such_table VALUES (1)")
    with closing(sqlite3.connect(path, isolation_level=None)) as database, monkeypatch.context() as patch:
        patch.setattr("offline_cache.ledger.migrations.MIGRATIONS", broken)
        with pytest.raises(sqlite3.OperationalError):
            migrate(database)
        assert database.execute("SELECT count(*) FROM submissions").fetchone() == (4,)
        assert database.execute("PRAGMA user_version").fetchone() == (4,)
    assert len(SqliteLedger(path, "T310199001").waiting(99)) == 4


def test_what_is_left_of_a_damaged_one_is_brought_away_unaltered(path: Path) -> None:
    bytes_before = path.read_bytes()
    kinds = [message["kind"] for message in Outbox(path, only_reading=True).salvaged()]
    assert (kinds.count("submission"), kinds.count("attachment"), kinds.count("report")) == (4, 2, 3)
    assert path.read_bytes() == bytes_before
