"""The terminal's database that may lose nothing: how it is opened, what a transaction is, what can be wrong with the file.

WAL with synchronous=FULL syncs the log at each commit (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from weakref import WeakSet

from kiosk.durable import sync_folder
from kiosk.ports.storage import StorageError, StorageFault
from offline_cache.ledger.migrations import migrate, refuse_newer

BUSY_TIMEOUT = 5.0  # seconds to wait for another thread's transaction


def open_ledger(path: Path, made: bool = False) -> sqlite3.Connection:
    """A connection for the thread that asks; a file of an earlier schema is brought to this one.

    Args:
        path: of the file, which is made where it is not there.
        made: it must be there already.

    Raises:
        NewerLedger: a newer program wrote it; it is left as it was.
        StorageError: it cannot be used.
    """
    try:
        address = f"{path.absolute().as_uri()}?mode={'rw' if made else 'rwc'}"
        database = sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT, isolation_level=None)
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
# Of all connections of one process: what one of them commits is in the file that another writes anew, or is written there after it.
_WRITING = threading.RLock()
_TRIES = 10
_newest: dict[Path, tuple[int, int] | None] = {}  # the file that this process last opened under a name
_open: defaultdict[Path, WeakSet[Transactions]] = defaultdict(WeakSet)  # by name


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands under a name; None where none does. OSError where nobody can tell."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    return about.st_dev, about.st_ino


def _write_anew(database: sqlite3.Connection, path: Path) -> tuple[int, int] | None:
    """What an open connection still holds becomes the file of this name, whole or not at all. Which file that is."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part)) as copy:
        database.backup(copy)
    for left in ("-wal", "-shm"):  # the log of the file that is gone is none of the new one's
        path.with_name(path.name + left).unlink(missing_ok=True)
    file = _identity(part)
    part.replace(path)
    sync_folder(path.parent)
    return file


class Transactions:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path, only_reading: bool = False) -> None:
        """``only_reading``: of a file that was set aside nothing is altered, whatever its schema."""
        self._path = None if only_reading else path
        self._file: tuple[int, int] | None = None
        if only_reading:
            self._database = _open_for_reading(path)
            return
        with _WRITING:
            # Where others of this process have it open and it is gone, they write it anew: an empty one would take its place.
            self._database = open_ledger(path, made=bool(_open[path]))
            self._file = _newest[path] = _identity(path)
            _open[path].add(self)

    def _check_room(self, least: int) -> None:
        """StorageError where the disk has fewer bytes left, or nobody can tell."""
        if self._path is None:
            return
        try:
            free = shutil.disk_usage(self._path.parent).free
        except OSError as fault:
            raise StorageError(StorageFault.UNAVAILABLE) from fault
        if free < least:
            raise StorageError(StorageFault.FULL)

    def _keep_name(self) -> None:
        """See that what is written here will be found under the file's name. Where the file was removed while it was open, it is
        written anew from what is still open; where another stands in its place, that one is used.

        Raises:
            StorageError: neither can be done.
        """
        if self._path is None:
            return
        try:
            if _identity(self._path) == self._file:
                return
            with _WRITING:
                gone = self._reopen(self._path)
        except sqlite3.Error as fault:
            raise StorageError(fault_of(fault)) from fault
        except OSError as fault:
            raise StorageError(StorageFault.UNAVAILABLE) from fault
        if gone:
            from offline_cache.ledger import audit as audit_log  # it rests on this module

            with self._transaction() as run:
                audit_log.append(run, [("ledger.written-anew", {})], int(time.time()))

    def _reopen(self, path: Path) -> bool:
        """Take the file that stands under the name now; whether it had to be written anew. What is open is closed only once another
        one is: the file may be removed again at any moment."""
        for _ in range(_TRIES):
            file = _identity(path)
            gone = file is None
            if file is None:
                if self._file != _newest[path]:
                    break  # what was written since is in another connection, which writes it anew
                file = _write_anew(self._database, path)
            try:
                opened = open_ledger(path, made=True)
            except StorageError:
                continue
            if file == _identity(path):
                self._database.close()
                self._database, self._file = opened, file
                _newest[path] = file
                return gone
            opened.close()
        raise StorageError(StorageFault.UNAVAILABLE)

    def close(self) -> None:
        """No method may be called after this."""
        if self._path is not None:
            _open[self._path].discard(self)
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[Run]:
        with _WRITING:
            self._keep_name()
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
            self._keep_name()  # before anybody says that it is stored

    def _roll_back(self) -> None:
        # A full disk may have ended the transaction already.
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")

    @contextmanager
    def _reading(self) -> Iterator[Run]:
        self._keep_name()
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
