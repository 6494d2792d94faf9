"""The terminal's database that may lose nothing: how it is opened, what a transaction is, what can be wrong with the file.

WAL with synchronous=FULL syncs the log at each commit (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.ports.storage import StorageError, StorageFault
from offline_cache.ledger.migrations import migrate, refuse_newer

BUSY_TIMEOUT = 5.0  # seconds to wait for another thread's transaction


def open_ledger(path: Path) -> sqlite3.Connection:
    """A connection for the thread that asks; a file of an earlier schema is brought to this one.

    Args:
        path: of the file, which is made where it is not there.

    Raises:
        NewerLedger: a newer program wrote it; it is left as it was.
        StorageError: it cannot be used.
    """
    try:
        database = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
    except sqlite3.Error as fault:
        raise StorageError(fault_of(fault)) from fault
    try:
        refuse_newer(database)
        _write_ahead(database)
        database.execute("PRAGMA synchronous=FULL")
        # What is deleted is overwritten, in the file too.
        database.execute("PRAGMA secure_delete=ON")
        migrate(database)
    except sqlite3.Error as fault:
        database.close()
        raise StorageError(fault_of(fault)) from fault
    except BaseException:
        database.close()
        raise
    return database


def _open_for_reading(path: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error as fault:
        raise StorageError(fault_of(fault)) from fault


def _write_ahead(database: sqlite3.Connection) -> None:
    """The first to open a new file turns it to WAL, and whoever comes at that moment is told SQLITE_BUSY at once: for this the busy
    timeout does not count."""
    until = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            database.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.005)


def fault_of(error: sqlite3.Error) -> StorageFault:
    """What the world did to the file.

    Raises:
        sqlite3.Error: the error itself, where SQLite does not understand the statement: a bug of ours.
    """
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_RANGE):
        raise error
    # A full disk shows as SQLITE_FULL, and on some file systems as an I/O error while the log grows.
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return StorageFault.FULL
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StorageFault.DAMAGED
    return StorageFault.UNAVAILABLE


Run = Callable[..., sqlite3.Cursor]


class Transactions:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path, only_reading: bool = False) -> None:
        """``only_reading``: of a file that was set aside nothing is altered, whatever its schema."""
        self._database = _open_for_reading(path) if only_reading else open_ledger(path)

    def close(self) -> None:
        """No method may be called after this."""
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[Run]:
        run = self._database.execute
        try:
            run("BEGIN IMMEDIATE")
            yield run
            run("COMMIT")
        except sqlite3.Error as fault:
            self._roll_back()
            raise StorageError(fault_of(fault)) from fault
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        # A full disk may have ended the transaction already.
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")

    @contextmanager
    def _reading(self) -> Iterator[Run]:
        try:
            yield self._database.execute
        except sqlite3.Error as fault:
            raise StorageError(fault_of(fault)) from fault

    def changed(self) -> bool:
        """Whether another connection has written to the file since this was last asked, or since it was opened."""
        with self._reading() as run:
            (version,) = run("PRAGMA data_version").fetchone()
        before, self._version = getattr(self, "_version", version), version
        return bool(version != before)

    def whole(self) -> bool:
        """Whether every page of the file can be read and stands where it must. Reads the whole file.

        Raises:
            StorageError: it cannot be read at all.
        """
        with self._reading() as run:
            return bool(run("PRAGMA quick_check(1)").fetchall() == [("ok",)])


def count(run: Run, name: str) -> int:
    """The next number of this name, from 1 on."""
    # Fetched to the end: until then the statement is not done.
    ((value,),) = run(
        "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value", (name,)
    ).fetchall()
    return int(value)
