"""A copy of the ledger on which another version is tried: as it is at one moment, and nothing of it lost by being opened."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from kiosk.ports.storage import OutboxMessage, StorageError
from offline_cache.ledger import copying, migrations
from offline_cache.ledger.copying import copy_before_migration, copy_ledger, forget_copies, held, try_on
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.migrations import MIGRATIONS, NewerLedger


def message(number: int) -> OutboxMessage:
    return OutboxMessage(f"report {number}", "rating", 1, "{}", "ab" * 32)


def test_a_copy_is_whole_while_somebody_writes(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db", "T1")
    ledger.add_message(message(0), 1)
    ends, written = threading.Event(), [0]

    def write() -> None:
        own = SqliteLedger(tmp_path / "ledger.db", "T1")
        while not ends.is_set():
            written[0] += 1
            own.add_message(message(written[0]), 1)
        own.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            least = written[0]
            copy_ledger(tmp_path / "ledger.db", tmp_path / "copy.db")
            assert len(held(tmp_path / "copy.db").ids) >= least
            assert try_on(tmp_path / "copy.db", "T1") == "", number
    finally:
        ends.set()
        writer.join()
    ledger.close()


def test_where_there_is_none_there_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"of before")
    copy_ledger(tmp_path / "ledger.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("schema", range(1, len(MIGRATIONS)))
def test_one_of_any_earlier_schema_is_tried_on(tmp_path: Path, schema: int, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.db"
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", MIGRATIONS[:schema])
        with sqlite3.connect(path) as database:
            migrations.migrate(database)
        database.close()
    assert held(path).schema == schema
    assert try_on(path, "T1") == ""
    assert held(path).schema == len(MIGRATIONS)


def test_before_a_migration_a_copy_is_kept_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.db"
    assert copy_before_migration(path) is None
    ledger = SqliteLedger(path, "T1")
    ledger.add_message(message(1), 1)
    ledger.close()
    assert copy_before_migration(path) is None
    newer = (*MIGRATIONS, "CREATE TABLE one_more (name TEXT);\n")
    monkeypatch.setattr(migrations, "MIGRATIONS", newer)
    copy = copy_before_migration(path)
    assert copy == tmp_path / f"ledger-before-{len(newer)}.db"
    SqliteLedger(path, "T1").close()
    assert (held(copy).schema, held(path).schema) == (len(MIGRATIONS), len(newer))
    assert held(copy).ids == held(path).ids
    assert copy_before_migration(path) is None
    forget_copies(tmp_path, copy.stat().st_mtime - 1)
    assert copy.exists()
    forget_copies(tmp_path, copy.stat().st_mtime + 1)
    assert not copy.exists()


def test_a_newer_or_damaged_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    SqliteLedger(path, "T1").close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(NewerLedger):
        copy_ledger(path, tmp_path / "copy.db")
    with pytest.raises(NewerLedger):
        try_on(path, "T1")
    path.write_bytes(b"x" * 10_000)
    with pytest.raises(StorageError):
        copy_ledger(path, tmp_path / "copy.db")


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("DELETE FROM messages", "messages are not"),
        ("UPDATE messages SET sha256 = 'other'", "messages are not"),
        ("DELETE FROM audit WHERE number = 2", "audit log is not"),
        ('UPDATE audit SET details = \'{"why": "other"}\' WHERE number = 1', "audit log is broken"),
    ],
)
def test_a_migration_that_loses_something_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, why: str
) -> None:
    path = tmp_path / "ledger.db"
    ledger = SqliteLedger(path, "T1")
    ledger.add_message(message(1), 1)
    ledger.audit([("technician.called", {}), ("technician.call-ended", {})], 1)
    ledger.close()
    bad = (*MIGRATIONS, f"{step};\n")
    monkeypatch.setattr(migrations, "MIGRATIONS", bad)
    assert why in try_on(path, "T1")
    assert copying.held(path).schema == len(bad)
