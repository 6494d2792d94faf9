"""A copy of the ledger, on which another version of the program is tried before it may touch the ledger itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk.domain.values import Value
from kiosk.ports.storage import StorageError
from offline_cache.ledger import audit, migrations
from offline_cache.ledger.database import BUSY_TIMEOUT, fault_of
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.migrations import refuse_newer

_BEFORE = "ledger-before-"  # and the schema that came then
_ONE_TABLE = 5  # the schema from which on all that waits is in one table


class Held(Value):
    """What may not be lost. ``messages``: id, and from schema 5 on hash and state; ``audit``: number and hash of each row."""

    schema: int
    messages: frozenset[tuple[str, ...]]
    audit: tuple[tuple[int, str], ...]

    @property
    def ids(self) -> frozenset[str]:
        """Of the messages."""
        return frozenset(row[0] for row in self.messages)


def copy_ledger(ledger: Path, copy: Path) -> None:
    """As it is at one moment, while others read and write it.

    Args:
        ledger: its file; where there is none, there is no copy either.
        copy: file that is replaced; its folder exists.

    Raises:
        NewerLedger: a newer program wrote it.
        StorageError: it cannot be read, or the copy not written.
        OSError: an earlier copy cannot be removed.
    """
    for part in ("", "-wal", "-shm"):
        copy.with_name(copy.name + part).unlink(missing_ok=True)
    if not ledger.exists():
        return
    try:
        with (
            closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            refuse_newer(source)
            source.backup(target)
    except sqlite3.Error as fault:
        raise StorageError(fault_of(fault)) from fault


def copy_before_migration(ledger: Path) -> Path | None:
    """Keep a copy of a ledger that this program is about to bring to another schema.

    Args:
        ledger: its file.

    Returns:
        The copy beside it, ``ledger-before-<schema>.db`` with the schema that comes next; None where nothing is changed.

    Raises:
        NewerLedger, StorageError, OSError: as `copy_ledger`.
    """
    if not ledger.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT)) as database:
            schema = refuse_newer(database)
    except sqlite3.Error as fault:
        raise StorageError(fault_of(fault)) from fault
    if not 0 < schema < len(migrations.MIGRATIONS):
        return None
    copy = ledger.with_name(f"{_BEFORE}{schema + 1}.db")
    copy_ledger(ledger, copy)
    return copy


def forget_copies(folder: Path, until: float) -> None:
    """Remove copies that were made before a migration.

    Args:
        folder: of the ledger.
        until: those that were made before this, in seconds since 1970.

    Raises:
        OSError: one cannot be removed.
    """
    for copy in folder.glob(f"{_BEFORE}*.db"):
        if copy.stat().st_mtime < until:
            copy.unlink(missing_ok=True)


def held(ledger: Path) -> Held:
    """What a ledger of any schema that this program knows holds; it is not altered. StorageError, NewerLedger."""
    try:
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=rw", uri=True)) as database:
            schema = refuse_newer(database)
            run = database.execute
            if schema == 0:
                return Held(0, frozenset(), ())
            if schema < _ONE_TABLE:
                rows = run("SELECT submission_id FROM submissions UNION ALL SELECT report_id FROM reports")
            else:
                rows = run("SELECT message_id, sha256, state FROM messages")
            return Held(schema, frozenset(rows.fetchall()), tuple(run("SELECT number, hash FROM audit ORDER BY number").fetchall()))
    except sqlite3.Error as fault:
        raise StorageError(fault_of(fault)) from fault


def try_on(copy: Path, terminal_id: str) -> str:
    """Open a copy as this program opens a ledger, and compare what it holds with what it held.

    Args:
        copy: of the ledger; it is brought to this program's schema.
        terminal_id: whose receipts it numbers.

    Returns:
        What is not as it should be; "" where nothing is.

    Raises:
        NewerLedger: a newer program wrote it.
        StorageError: it cannot be opened.
    """
    before = held(copy)
    ledger = SqliteLedger(copy, terminal_id)
    try:
        if not ledger.whole():
            return "the ledger is not whole after it was opened"
    finally:
        ledger.close()
    after = held(copy)
    if not before.ids <= after.ids or (before.schema >= _ONE_TABLE and not before.messages <= after.messages):
        return "messages are not what they were"
    if after.audit[: len(before.audit)] != before.audit:
        return "the audit log is not what it was"
    with closing(sqlite3.connect(copy)) as database:
        if audit.verify(audit.rows(database.execute)).broken is not None:
            return "the audit log is broken"
    return ""
