"""A ledger whose file is removed, or replaced, while the terminal has it open: what is told as stored is found under its name."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from kiosk.ports.storage import SealedRow, StorageError, StorageFault
from offline_cache.ledger import audit
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.outbox import Outbox

NOW = 1_795_312_800


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> SqliteLedger:
    path.parent.mkdir()
    return SqliteLedger(path, "T0001")


def seal(name: str, meanwhile: Callable[[], None] = lambda: None) -> Callable[[str], SealedRow]:
    def sealed(number: str) -> SealedRow:
        meanwhile()
        return SealedRow(name, "1" * 31, "x", "ab" * 32, f"token {name}", b"holder", NOW)

    return sealed


def remove(path: Path) -> None:
    """As ``rm ledger.db*`` does it."""
    for file in path.parent.glob("ledger.db*"):
        file.unlink()


def kept(path: Path) -> set[str]:
    """By whoever opens it next."""
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert audit.verify(audit.rows(database.execute)).broken is None
        return {name for (name,) in database.execute("SELECT message_id FROM messages")}


def test_what_was_there_and_what_comes_is_in_the_file(ledger: SqliteLedger, path: Path) -> None:
    first, _ = ledger.commit_submission(seal("a"), "261122")
    remove(path)
    second, _ = ledger.commit_submission(seal("b"), "261122")
    assert kept(path) == {"a", "b"}
    assert first != second
    with closing(sqlite3.connect(path)) as database:
        assert [row.event for row in audit.rows(database.execute)].count("ledger.written-anew") == 1
    ledger.close()


def test_it_is_there_before_stored_is_said(ledger: SqliteLedger, path: Path) -> None:
    ledger.commit_submission(seal("a", lambda: remove(path)), "261122")
    assert kept(path) == {"a"}
    ledger.close()


def test_the_log_of_a_file_that_is_gone_is_none_of_the_new_ones(ledger: SqliteLedger, path: Path) -> None:
    ledger.commit_submission(seal("a"), "261122")
    assert path.with_name("ledger.db-wal").exists()
    path.unlink()
    ledger.commit_submission(seal("b"), "261122")
    ledger.close()
    assert kept(path) == {"a", "b"}


def test_whoever_only_reads_finds_out_too(ledger: SqliteLedger, path: Path) -> None:
    ledger.commit_submission(seal("a"), "261122")
    remove(path)
    assert ledger.waiting_count() == 1
    assert kept(path) == {"a"}
    ledger.close()


def test_whoever_opens_it_meanwhile_puts_no_empty_one_in_its_place(ledger: SqliteLedger, path: Path) -> None:
    """As the technician's page does, and what forgets once a day."""
    ledger.commit_submission(seal("a"), "261122")
    remove(path)
    with pytest.raises(StorageError) as fault:
        Outbox(path)
    assert fault.value.fault is StorageFault.UNAVAILABLE
    assert ledger.waiting_count() == 1
    outbox = Outbox(path)
    assert [row.submission_id for row in outbox.waiting()] == ["a"]
    outbox.close()
    ledger.close()


def test_once_nobody_has_it_open_a_new_one_is_made(ledger: SqliteLedger, path: Path) -> None:
    ledger.close()
    remove(path)
    again = SqliteLedger(path, "T0001")
    assert again.waiting_count() == 0
    again.close()


def test_another_file_in_its_place_is_used(ledger: SqliteLedger, path: Path, tmp_path: Path) -> None:
    other = SqliteLedger(tmp_path / "other.db", "T0001")
    other.commit_submission(seal("theirs"), "261122")
    other.close()
    remove(path)
    shutil.copy(tmp_path / "other.db", path)
    ledger.commit_submission(seal("b"), "261122")
    assert kept(path) == {"theirs", "b"}
    ledger.close()


def test_several_connections_come_to_one_file(path: Path, ledger: SqliteLedger) -> None:
    """While four of them commit, the file is removed again and again: what each was told is there, and nothing twice."""
    threads, each = 4, 12
    told: list[str] = []
    opened, done, removed = threading.Barrier(threads + 1), threading.Barrier(threads), threading.Event()

    def work(number: int) -> None:
        own = SqliteLedger(path, "T0001")
        opened.wait()
        for turn in range(each):
            name = f"n{number}-{turn}"
            while True:
                try:
                    own.commit_submission(seal(name), "261122")
                    break
                except StorageError:  # nothing is said to be stored: the resident tries again
                    continue
            told.append(name)
        while not removed.wait(0.001):  # as the heartbeat reads it
            with suppress(StorageError):
                own.waiting_count()
        for _ in range(threads):  # whichever has the newest writes it anew
            with suppress(StorageError):
                own.waiting_count()
            done.wait()
        own.close()

    running = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    opened.wait()
    while len(told) < threads * each:
        before = len(told)
        for file in path.parent.glob("ledger.db*"):
            file.unlink(missing_ok=True)
        while len(told) == before and len(told) < threads * each:
            running[0].join(0.001)
    removed.set()
    for thread in running:
        thread.join(30)
    assert kept(path) == set(told)
    assert ledger.waiting_count() == len(told)
    ledger.close()


def test_a_folder_that_is_gone_stores_nothing_and_says_so(ledger: SqliteLedger, path: Path) -> None:
    shutil.rmtree(path.parent)
    with pytest.raises(StorageError) as fault:
        ledger.commit_submission(seal("a"), "261122")
    assert fault.value.fault is StorageFault.UNAVAILABLE
    path.parent.mkdir()
    ledger.commit_submission(seal("a"), "261122")
    assert kept(path) == {"a"}
    ledger.close()
