"""What waits in the ledger, for whoever has to look after it: seen, explained, sent again, exported, and at last forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from kiosk.domain.times import day_of
from kiosk.domain.values import Value
from kiosk.messages import outbox_file
from offline_cache.ledger import audit as audit_log
from offline_cache.ledger.database import Transactions


class Waiting(Value):
    """A submission as its row tells: nothing of it can be read here. ``state``: STORED, CASE, REJECTED; ``pictures``: attachments
    that the platform lacks, in whole or in part; ``case_number`` "" where there is none; ``held``: why it, or a picture of it, does
    not get through although others do (a `Failure` of the sync engine)."""

    submission_id: str
    receipt_number: str
    implementation_code: str
    committed_at: int
    state: str
    reason: str
    attempts: int
    pictures: int
    case_number: str
    held: str


_ROWS = (
    "SELECT submission_id, receipt_number, implementation_code, committed_at, state, reason, attempts,"
    " (SELECT count(*) FROM attachments a WHERE a.submission_id = s.submission_id AND a.received < length(a.sealed)),"
    " coalesce(CASE WHEN case_json = '' THEN '' ELSE json_extract(case_json, '$.case_number') END, ''),"
    " coalesce((SELECT max(reason) FROM held h WHERE (h.kind = 'submissions' AND h.entry_id = s.submission_id) OR"
    " (h.kind = 'attachments' AND h.entry_id IN (SELECT sha256 FROM attachments a WHERE a.submission_id = s.submission_id))), '')"
    " FROM submissions s"
)
# What the platform has not answered for, or not had all of.
_OPEN = (
    " WHERE state <> 'CASE' OR EXISTS"
    " (SELECT 1 FROM attachments a WHERE a.submission_id = s.submission_id AND a.received < length(a.sealed))"
)
# Confirmed, with all its pictures, and committed before a time.
_WHOLE = (
    "state = 'CASE' AND committed_at < ? AND NOT EXISTS (SELECT 1 FROM attachments a"
    " WHERE a.submission_id = submissions.submission_id AND a.received < length(a.sealed))"
)
_DAY = 86400  # seconds


class Outbox(Transactions):
    """A connection of its own beside the running terminal's."""

    def waiting(self, everything: bool = False) -> tuple[Waiting, ...]:
        """Oldest first."""
        with self._reading() as run:
            return tuple(Waiting(*row) for row in run(_ROWS + ("" if everything else _OPEN) + " ORDER BY committed_at"))

    def one(self, name: str) -> Waiting | None:
        """By submission id or receipt number."""
        with self._reading() as run:
            row = run(_ROWS + " WHERE submission_id = ?1 OR receipt_number = ?1", (name,)).fetchone()
            return Waiting(*row) if row else None

    def reports_waiting(self) -> int:
        with self._reading() as run:
            return int(run("SELECT count(*) FROM reports WHERE settled = 0").fetchone()[0])

    def retry(self, submission_id: str, at: int) -> None:
        """As if it had never been tried; one that was rejected is sent once more."""
        with self._transaction() as run:
            run(
                "UPDATE submissions SET attempts = 0, reason = '', state = CASE state WHEN 'REJECTED' THEN 'STORED' ELSE state END"
                " WHERE submission_id = ?",
                (submission_id,),
            )
            run("UPDATE attachments SET attempts = 0 WHERE submission_id = ?", (submission_id,))
            run(
                "DELETE FROM held WHERE (kind = 'submissions' AND entry_id = ?1) OR (kind = 'attachments' AND entry_id IN"
                " (SELECT sha256 FROM attachments WHERE submission_id = ?1))",
                (submission_id,),
            )
            audit_log.append(run, [("outbox.retried", {"submission": submission_id})], at)

    def messages(self) -> Iterator[dict[str, Any]]:
        """Everything that the platform has not confirmed, as it goes into a file."""
        with self._reading() as run:
            for submission_id, sealed, sha256 in run(
                f"SELECT submission_id, sealed, sealed_sha256 FROM submissions s {_OPEN} ORDER BY committed_at"  # noqa: S608
            ).fetchall():
                yield outbox_file.submission(submission_id, sealed, sha256)
            for submission_id, digest, body in run(
                "SELECT submission_id, sha256, sealed FROM attachments WHERE received < length(sealed) ORDER BY number"
            ):
                yield outbox_file.attachment(submission_id, digest, bytes(body).decode("ascii"))
            for (body,) in run("SELECT body FROM reports WHERE settled = 0 ORDER BY at, report_id"):
                yield outbox_file.report(body)

    def salvaged(self) -> Iterator[dict[str, Any]]:
        """The same of a file that was damaged: all that is left of it, confirmed or not, whichever end it can be read from."""
        for make, columns, table, key in (
            (outbox_file.submission, "submission_id, sealed, sealed_sha256", "submissions", "submission_id"),
            (_picture, "submission_id, sha256, sealed", "attachments", "number"),
            (outbox_file.report, "body", "reports", "report_id"),
        ):
            seen = set()
            for order in ("ASC", "DESC"):
                with suppress(sqlite3.DatabaseError):
                    for row in self._database.execute(f"SELECT {columns} FROM {table} ORDER BY {key} {order}"):  # noqa: S608
                        if row not in seen and row[1:2] != ("",):
                            seen.add(row)
                            yield make(*row)

    def note_exported(self, count: int, at: int) -> None:
        with self._transaction() as run:
            audit_log.append(run, [("outbox.exported", {"count": str(count)})], at)

    def audit_rows(self) -> Iterator[audit_log.AuditRow]:
        with self._reading() as run:
            yield from audit_log.rows(run)

    def note_audit_exported(self, at: int) -> None:
        with self._transaction() as run:
            audit_log.append(run, [("audit.exported", {})], at)

    def retain(self, now: int, bodies: int, rows: int) -> None:
        """Once a day, forget what the platform has had all of: the sealed bytes after ``bodies`` days, the rows (by which a receipt
        is known here) after ``rows`` days. What was not confirmed stays for ever. It is overwritten in the file (secure_delete)."""
        with self._transaction() as run:
            if run("INSERT OR IGNORE INTO counters VALUES (?, 1)", (f"retained {day_of(now).isoformat()}",)).rowcount == 0:
                return
            old_bodies, old_rows = now - bodies * _DAY, now - rows * _DAY
            emptied = run(f"UPDATE submissions SET sealed = '' WHERE sealed <> '' AND {_WHOLE}", (old_bodies,)).rowcount  # noqa: S608
            run("DELETE FROM attachments WHERE submission_id IN (SELECT submission_id FROM submissions WHERE sealed = '')")
            gone = run(f"DELETE FROM submissions WHERE {_WHOLE}", (old_rows,)).rowcount  # noqa: S608
            run("DELETE FROM reports WHERE settled = 1 AND at < ?", (old_rows,))
            run("DELETE FROM prints WHERE state NOT IN ('INTENDED', 'UNCERTAIN') AND at < ?", (old_rows,))
            if emptied or gone:
                audit_log.append(run, [("ledger.retained", {"bodies": str(emptied), "rows": str(gone)})], now)


def _picture(submission_id: str, sha256: str, sealed: bytes) -> dict[str, Any]:
    return outbox_file.attachment(submission_id, sha256, sealed.decode("ascii"))
