"""What waits in the ledger for the platform: submissions, reports and attachments, until they are answered for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from kiosk.domain.cases import Case, RejectReason
from kiosk.ports.storage import OutboxEntry, Piece, Upload
from offline_cache.ledger.database import Transactions

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


class Messages(Transactions):
    """The part of `kiosk.ports.storage.Ledger` that the sync engine works with."""

    def add_report(self, report_id: str, body: str, at: int) -> None:
        with self._transaction() as run:
            run("INSERT OR IGNORE INTO reports (report_id, body, at) VALUES (?,?,?)", (report_id, body, at))

    def settle_reports(self, report_ids: Sequence[str]) -> None:
        with self._transaction() as run:
            for report_id in report_ids:
                run("UPDATE reports SET settled = 1 WHERE report_id = ?", (report_id,))

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
