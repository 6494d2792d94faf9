"""The ledger: what may never be lost. One object a thread; SQLite keeps them apart.

Every public method is one transaction, and durable when it returns: WAL with synchronous=FULL syncs the log at each commit
(https://www.sqlite.org/pragma.html#pragma_synchronous). Rows hold no plain personal data: submissions are sealed, prints hold
a serial number, the audit log only its vocabulary.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kiosk.domain.cases import Case, RejectReason
from kiosk.domain.submissions import StoredReceipt, StoredState
from kiosk.ports.storage import OutboxEntry, PrintKind, PrintState, SealedRow, StorageError, StorageFault
from kiosk.wire.canonical import canonical_bytes, sha256_hex
from offline_cache.migrations import migrate, refuse_newer

BUSY_TIMEOUT = 5.0  # seconds to wait for another thread's transaction


def open_ledger(path: Path) -> sqlite3.Connection:
    """A connection for the thread that asks. NewerLedger, or StorageError where the file cannot be used."""
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
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    # A full disk shows as SQLITE_FULL, and on some file systems as an I/O error while the log grows.
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return StorageFault.FULL
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StorageFault.DAMAGED
    return StorageFault.UNAVAILABLE


class SqliteLedger:
    """`kiosk.ports.storage.Ledger`. ``terminal_id`` begins receipt numbers, so that no two terminals share one."""

    def __init__(self, path: Path, terminal_id: str) -> None:
        self._database = open_ledger(path)
        self._terminal_id = terminal_id

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
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
    def _reading(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        try:
            yield self._database.execute
        except sqlite3.Error as fault:
            raise StorageError(fault_of(fault)) from fault

    # --- submissions ---------------------------------------------------------------------------------------------

    def commit_submission(self, seal: Callable[[str], SealedRow], day: str) -> str:
        with self._transaction() as run:
            number = _count(run, f"receipt {day}")
            receipt_number = f"{self._terminal_id}-{day}-{number:04d}"
            row = seal(receipt_number)
            run(
                "INSERT INTO submissions (submission_id, receipt_number, implementation_code, committed_at, sealed, sealed_sha256,"
                " receipt_token_sha256, holder_tag, state) VALUES (?,?,?,?,?,?,?,?,'STORED')",
                (
                    row.submission_id,
                    receipt_number,
                    row.implementation_code,
                    row.committed_at,
                    row.sealed,
                    row.sealed_sha256,
                    row.receipt_token_sha256,
                    row.holder_tag,
                ),
            )
            stored = {"receipt": receipt_number, "item": row.implementation_code}
            _append_audit(run, [("submission.stored", stored)], row.committed_at)
        return receipt_number

    def tidy(self) -> None:
        with self._reading() as run:
            # The log is copied into the file. SQLite would do it within the commit that brings the log to 1,000 pages.
            run("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def waiting(self, limit: int, kind: str) -> tuple[OutboxEntry, ...]:
        with self._reading() as run:
            if kind == "SUBMISSION":
                rows = run(
                    "SELECT submission_id, 'SUBMISSION', sealed, sealed_sha256, attempts FROM submissions"
                    " WHERE state = 'STORED' ORDER BY attempts, committed_at, submission_id LIMIT ?",
                    (limit,),
                )
            else:
                rows = run(
                    "SELECT report_id, 'REPORT', body, '', attempts FROM reports"
                    " WHERE settled = 0 ORDER BY attempts, at, report_id LIMIT ?",
                    (limit,),
                )
            return tuple(OutboxEntry(*row) for row in rows)

    def waiting_count(self) -> int:
        with self._reading() as run:
            (count,) = run("SELECT count(*) FROM submissions WHERE state = 'STORED'").fetchone()
            return int(count)

    def entry(self, entry_id: str) -> OutboxEntry | None:
        with self._reading() as run:
            row = run(
                "SELECT submission_id, 'SUBMISSION', sealed, sealed_sha256, attempts FROM submissions"
                " WHERE submission_id = ? AND state = 'STORED'",
                (entry_id,),
            ).fetchone()
            return OutboxEntry(*row) if row else None

    def note_attempt(self, entry_ids: Sequence[str]) -> None:
        with self._transaction() as run:
            for entry_id in entry_ids:
                run("UPDATE submissions SET attempts = attempts + 1 WHERE submission_id = ?", (entry_id,))
                run("UPDATE reports SET attempts = attempts + 1 WHERE report_id = ?", (entry_id,))

    def settle_case(self, submission_id: str, case: Case) -> None:
        told = msgspec.json.encode(case).decode()
        with self._transaction() as run:
            run("UPDATE submissions SET state = 'CASE', case_json = ? WHERE submission_id = ?", (told, submission_id))

    def settle_rejected(self, submission_id: str, reason: RejectReason) -> None:
        with self._transaction() as run:
            run(
                "UPDATE submissions SET state = 'REJECTED', reason = ? WHERE submission_id = ? AND state = 'STORED'",
                (reason.value, submission_id),
            )

    def by_token(self, receipt_token_sha256: str) -> StoredReceipt | None:
        found = self._receipts("receipt_token_sha256 = ?", receipt_token_sha256)
        return found[0] if found else None

    def by_holder(self, holder_tag: bytes) -> tuple[StoredReceipt, ...]:
        return self._receipts("holder_tag = ?", holder_tag)

    def _receipts(self, where: str, value: object) -> tuple[StoredReceipt, ...]:
        with self._reading() as run:
            rows = run(
                "SELECT receipt_number, implementation_code, committed_at, state, case_json FROM submissions"  # noqa: S608
                f" WHERE {where} ORDER BY committed_at DESC LIMIT 20",
                (value,),
            )
            return tuple(
                StoredReceipt(number, code, at, StoredState(state), msgspec.json.decode(told, type=Case) if told else None)
                for number, code, at, state, told in rows
            )

    # --- reports ---------------------------------------------------------------------------------------------------

    def add_report(self, report_id: str, body: str, at: int) -> None:
        with self._transaction() as run:
            run("INSERT OR IGNORE INTO reports (report_id, body, at) VALUES (?,?,?)", (report_id, body, at))

    def settle_reports(self, report_ids: Sequence[str]) -> None:
        with self._transaction() as run:
            for report_id in report_ids:
                run("UPDATE reports SET settled = 1 WHERE report_id = ?", (report_id,))

    # --- prints and serial numbers -----------------------------------------------------------------------------------

    def print_intended(self, kind: PrintKind, at: int, serial: str = "") -> str:
        with self._transaction() as run:
            serial = serial or f"P{_count(run, 'print'):08d}"
            run(
                "INSERT INTO prints (serial, kind, state, at) VALUES (?,?,'INTENDED',?)"
                " ON CONFLICT (serial) DO UPDATE SET state = 'INTENDED', reason = '', at = excluded.at",
                (serial, kind.value, at),
            )
        return serial

    def print_outcome(self, serial: str, state: PrintState, reason: str = "") -> None:
        with self._transaction() as run:
            run("UPDATE prints SET state = ?, reason = ? WHERE serial = ?", (state.value, reason, serial))

    def void_unsettled_prints(self) -> tuple[tuple[str, PrintKind], ...]:
        with self._transaction() as run:
            rows = run("SELECT serial, kind FROM prints WHERE state IN ('INTENDED', 'UNCERTAIN') ORDER BY serial").fetchall()
            run("UPDATE prints SET state = 'VOIDED' WHERE state IN ('INTENDED', 'UNCERTAIN')")
            return tuple((serial, PrintKind(kind)) for serial, kind in rows)

    def add_copy_serials(self, prefix: str, first: int, last: int) -> None:
        with self._transaction() as run:
            run("INSERT OR IGNORE INTO copy_serials VALUES (?,?,?,?)", (prefix, first, last, first))

    def take_copy_serial(self) -> str | None:
        with self._transaction() as run:
            row = run("SELECT prefix, first, next FROM copy_serials WHERE next <= last ORDER BY prefix, first LIMIT 1").fetchone()
            if row is None:
                return None
            prefix, first, number = row
            run("UPDATE copy_serials SET next = next + 1 WHERE prefix = ? AND first = ?", (prefix, first))
            return f"{prefix}{number:06d}"

    def copy_serials_left(self) -> int:
        with self._reading() as run:
            (left,) = run("SELECT coalesce(sum(last - next + 1), 0) FROM copy_serials").fetchone()
            return int(left)

    # --- audit ---------------------------------------------------------------------------------------------------------

    def audit(self, events: Sequence[tuple[str, Mapping[str, str]]], at: int) -> None:
        with self._transaction() as run:
            _append_audit(run, events, at)


def _count(run: Callable[..., sqlite3.Cursor], name: str) -> int:
    # Fetched to the end: until then the statement is not done.
    ((value,),) = run(
        "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value", (name,)
    ).fetchall()
    return int(value)


def _append_audit(run: Callable[..., sqlite3.Cursor], events: Sequence[tuple[str, Mapping[str, str]]], at: int) -> None:
    """Each row's hash covers the one before it: a row cannot be changed or taken out without all that follow."""
    last = run("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    number, previous = last or (0, "")
    for event, details in events:
        number += 1
        text = canonical_bytes(dict(details)).decode()
        previous = audit_hash(previous, number, at, event, text)
        run("INSERT INTO audit VALUES (?,?,?,?,?)", (number, at, event, text, previous))


def audit_hash(previous: str, number: int, at: int, event: str, details: str) -> str:
    return sha256_hex(canonical_bytes([previous, number, at, event, details]))
