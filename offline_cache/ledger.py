"""The ledger: what may never be lost. One object a thread; SQLite keeps them apart.

Every public method is one transaction, and durable when it returns: WAL with synchronous=FULL syncs the log at each commit
(https://www.sqlite.org/pragma.html#pragma_synchronous). Rows hold no plain personal data: submissions are sealed, prints hold
a serial number, the audit log only its vocabulary.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from kiosk.domain.cases import Case, RejectReason
from kiosk.domain.submissions import StoredReceipt, StoredState
from kiosk.ports.storage import MISSING, TAKEN, OutboxEntry, Piece, PrintKind, PrintState, SealedRow, Upload
from offline_cache import audit_log
from offline_cache.database import Run, Transactions

_EPOCH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that is mistaken for a digit
# What waits of a kind: query, key, order.
_ENTRIES = {
    Upload.SUBMISSIONS: (
        "SELECT submission_id, sealed, sealed_sha256, attempts FROM submissions WHERE state = 'STORED'",
        "submission_id",
        "attempts, committed_at, submission_id",
    ),
    Upload.REPORTS: (
        "SELECT report_id, body, '', attempts FROM reports WHERE settled = 0",
        "report_id",
        "attempts, at, report_id",
    ),
}
_MISSING = "missing "  # begins the name of the counter of papers that did not come out; the kind of print ends it
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def epoch_key(path: Path) -> str:
    """What a ledger's epoch lasts for: one start of the machine and one file. An older disk image comes with another start, an
    older copy of the file is another file."""
    return f"{_BOOT.read_text(encoding='ascii').strip()} {path.stat().st_dev} {path.stat().st_ino}"


class SqliteLedger(Transactions):
    """`kiosk.ports.storage.Ledger`. ``terminal_id`` begins receipt numbers, so that no two terminals share one; then come the day,
    the epoch and the count within both: whatever is put back from a backup counts on under another epoch, and no number repeats
    (but by a chance of one in a million, on one day)."""

    def __init__(self, path: Path, terminal_id: str) -> None:
        super().__init__(path)
        self._terminal_id = terminal_id
        try:
            self._epoch, self.began_epoch = self._begin_epoch(epoch_key(Path(path)))
        except BaseException:
            self.close()
            raise

    def _begin_epoch(self, key: str) -> tuple[str, bool]:
        """The epoch, and whether it begins now."""
        known = "SELECT epoch FROM epochs WHERE key = ?"
        with self._reading() as run:
            if row := run(known, (key,)).fetchone():
                return str(row[0]), False
        with self._transaction() as run:
            run("INSERT OR IGNORE INTO epochs VALUES (?, ?)", (key, "".join(secrets.choice(_EPOCH) for _ in range(4))))
            return str(run(known, (key,)).fetchone()[0]), True

    # --- submissions ---------------------------------------------------------------------------------------------

    def commit_submission(self, seal: Callable[[str], SealedRow], day: str) -> tuple[str, SealedRow]:
        with self._transaction() as run:
            number = _count(run, f"receipt {day} {self._epoch}")
            receipt_number = f"{self._terminal_id}-{day}-{self._epoch}-{number:04d}"
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
            for attachment in row.attachments:
                run(
                    "INSERT INTO attachments (sha256, submission_id, sealed) VALUES (?,?,?)",
                    (attachment.sha256, row.submission_id, attachment.sealed.encode()),
                )
            stored = {"receipt": receipt_number, "item": row.implementation_code}
            audit_log.append(run, [("submission.stored", stored)], row.committed_at)
        return receipt_number, row

    def tidy(self) -> None:
        with self._reading() as run:
            # The log is copied into the file. SQLite would do it within the commit that brings the log to 1,000 pages.
            run("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def waiting(self, limit: int, kind: Upload, without: Iterable[str] = ()) -> tuple[OutboxEntry, ...]:
        query, key, order = _ENTRIES[kind]
        apart = f" AND {key} NOT IN (SELECT value FROM json_each(?))"  # noqa: S608
        with self._reading() as run:
            rows = run(f"{query}{apart} ORDER BY {order} LIMIT ?", (msgspec.json.encode([*without]).decode(), limit))
            return tuple(OutboxEntry(name, kind, *row) for name, *row in rows)

    def waiting_count(self) -> int:
        with self._reading() as run:
            (count,) = run("SELECT count(*) FROM submissions WHERE state = 'STORED'").fetchone()
            return int(count)

    def entry(self, entry_id: str, kind: Upload = Upload.SUBMISSIONS) -> OutboxEntry | None:
        query, key, _ = _ENTRIES[kind]
        with self._reading() as run:
            row = run(f"{query} AND {key} = ?", (entry_id,)).fetchone()
            return OutboxEntry(row[0], kind, *row[1:]) if row else None

    def note_attempt(self, entry_ids: Sequence[str]) -> None:
        with self._transaction() as run:
            for entry_id in entry_ids:
                run("UPDATE submissions SET attempts = attempts + 1 WHERE submission_id = ?", (entry_id,))
                run("UPDATE reports SET attempts = attempts + 1 WHERE report_id = ?", (entry_id,))

    def next_piece(self, most: int, without: Iterable[str] = (), only: str = "") -> Piece | None:
        with self._transaction() as run:
            row = run(
                "SELECT number, submission_id, sha256, length(a.sealed), received, substr(a.sealed, received + 1, ?1)"
                " FROM attachments a JOIN submissions USING (submission_id)"
                " WHERE received < length(a.sealed) AND state = 'CASE' AND (?3 = '' OR sha256 = ?3)"
                " AND sha256 NOT IN (SELECT value FROM json_each(?2)) ORDER BY a.attempts, number LIMIT 1",
                (most, msgspec.json.encode([*without]).decode(), only),
            ).fetchone()
            if row is None:
                return None
            number, submission_id, sha256, size, received, part = row
            run("UPDATE attachments SET attempts = attempts + 1 WHERE number = ?", (number,))
            return Piece(submission_id, sha256, size, received, part.decode())

    def note_received(self, sha256: str, received: int) -> None:
        with self._transaction() as run:
            run(
                "UPDATE attachments SET attempts = CASE WHEN ?2 > received THEN 0 ELSE attempts END,"
                " received = min(?2, length(sealed)) WHERE sha256 = ?1",
                (sha256, received),
            )

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

    def note_held(self, kind: Upload, entry_id: str, reason: str) -> None:
        with self._transaction() as run:
            if reason:
                run("INSERT OR REPLACE INTO held VALUES (?,?,?)", (kind.value, entry_id, reason))
            else:
                run("DELETE FROM held WHERE kind = ? AND entry_id = ?", (kind.value, entry_id))

    def held(self) -> dict[Upload, list[str]]:
        with self._reading() as run:
            rows = run("SELECT kind, entry_id FROM held").fetchall()
        return {kind: [entry_id for name, entry_id in rows if name == kind.value] for kind in Upload}

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
            for (kind,) in run("SELECT kind FROM prints WHERE serial = ?", (serial,)).fetchall():
                if state is PrintState.VOIDED and reason == MISSING:
                    _count(run, _MISSING + kind)
                elif state is PrintState.CONFIRMED or reason == TAKEN:
                    run("DELETE FROM counters WHERE name = ?", (_MISSING + kind,))

    def missing_papers(self) -> frozenset[PrintKind]:
        with self._reading() as run:
            counted = "SELECT 1 FROM counters WHERE name = ?"
            return frozenset(kind for kind in PrintKind if run(counted, (_MISSING + kind.value,)).fetchall())

    def papers_seen_to(self, kind: PrintKind) -> None:
        with self._transaction() as run:
            run("DELETE FROM counters WHERE name = ?", (_MISSING + kind.value,))

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
            audit_log.append(run, events, at)

    def audit_head(self) -> tuple[int, str]:
        with self._reading() as run:
            return audit_log.head(run)

    def note_restored(self, at: int) -> None:
        with self._transaction() as run:
            run("DELETE FROM copy_serials")
            audit_log.append(run, [("ledger.restored", {})], at)


def _count(run: Run, name: str) -> int:
    # Fetched to the end: until then the statement is not done.
    ((value,),) = run(
        "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value", (name,)
    ).fetchall()
    return int(value)
