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
from offline_cache.ledger.database import Run, Transactions
from offline_cache.ledger.messages import told_cases


class Waiting(Value):
    """A message as its row tells: nothing of it can be read here. ``state``: STORED, CASE, REJECTED; ``pictures``: attachments
    that the platform lacks, in whole or in part; ``held``: why it, or a picture of it, does not get through although others do (a
    `Failure` of the sync engine). ``receipt_number``, ``implementation_code``: of a submission, else "";
    ``case_number``: "" where there is none."""

    submission_id: str
    kind: str
    receipt_number: str
    implementation_code: str
    committed_at: int
    state: str
    reason: str
    attempts: int
    pictures: int
    case_number: str
    held: str


_HELD = (
    "coalesce((SELECT max(reason) FROM held h WHERE (h.kind = 'messages' AND h.entry_id = m.message_id) OR"
    " (h.kind = 'attachments' AND h.entry_id IN (SELECT sha256 FROM attachments a WHERE a.message_id = m.message_id))), '')"
)
_ROWS = (
    "SELECT m.message_id, kind, coalesce(receipt_number, ''), coalesce(implementation_code, ''), at,"  # noqa: S608 - of parts that stand here
    " CASE state WHEN 'WAITING' THEN 'STORED' WHEN 'SETTLED' THEN 'CASE' ELSE state END, reason, attempts,"
    " (SELECT count(*) FROM attachments a WHERE a.message_id = m.message_id AND a.received < length(a.sealed)),"
    " coalesce(json_extract(cases, '$[0].case_number'), ''), " + _HELD + " AS why"
    " FROM messages m LEFT JOIN receipts USING (message_id)"
)
_PICTURED = "EXISTS (SELECT 1 FROM attachments a WHERE a.message_id = m.message_id AND a.received < length(a.sealed))"
# What the platform has not answered for, or not had all of.
_OPEN = f"(state <> 'SETTLED' OR reason <> '' OR {_PICTURED})"
_APPLIED = "kind IN ('submission', 'correction')"  # what has a receipt, and may have pictures
# Of other kinds only what somebody has to look after.
_SHOWN = f"({_APPLIED} OR state = 'REJECTED' OR reason <> '' OR why <> '')"
# Confirmed, with all its pictures, and committed before a time.
_WHOLE = f"m.state = 'SETTLED' AND m.at < ? AND NOT {_PICTURED}"
_DAY = 86400  # seconds


class Outbox(Transactions):
    """A connection of its own beside the running terminal's."""

    def waiting(self, everything: bool = False) -> tuple[Waiting, ...]:
        """Submissions, and of other messages those that somebody has to look after; oldest first."""
        where = f" WHERE {_SHOWN}" + ("" if everything else f" AND {_OPEN}")
        with self._reading() as run:
            return tuple(Waiting(*row) for row in run(f"{_ROWS}{where} ORDER BY at"))

    def one(self, name: str) -> Waiting | None:
        """By the message's id or the receipt's number."""
        with self._reading() as run:
            row = run(f"{_ROWS} WHERE m.message_id = ?1 OR receipt_number = ?1", (name,)).fetchone()
            return Waiting(*row) if row else None

    def reports_waiting(self) -> int:
        """How many messages wait that are no submissions."""
        with self._reading() as run:
            (count,) = run(f"SELECT count(*) FROM messages WHERE state = 'WAITING' AND NOT ({_APPLIED})").fetchone()  # noqa: S608
            return int(count)

    def retry(self, message_id: str, at: int) -> bool:
        """As if it had never been tried. One that was rejected is sent once more; one that was confirmed is offered again, whole,
        for a platform that forgot it.

        Returns:
            False where its content is no longer here: nothing was changed.
        """
        with self._transaction() as run:
            changed = run(
                "UPDATE messages SET attempts = 0, reason = '', state = 'WAITING' WHERE message_id = ? AND sealed <> ''",
                (message_id,),
            )
            if changed.rowcount == 0:
                return False
            run("UPDATE attachments SET attempts = 0, received = 0 WHERE message_id = ?", (message_id,))
            run(
                "DELETE FROM held WHERE (kind = 'messages' AND entry_id = ?1) OR (kind = 'attachments' AND entry_id IN"
                " (SELECT sha256 FROM attachments WHERE message_id = ?1))",
                (message_id,),
            )
            audit_log.append(run, [("outbox.retried", {"submission": message_id})], at)
        return True

    def messages(self, since: int | None = None) -> Iterator[dict[str, Any]]:
        """Everything that the platform has not confirmed, as it goes into a file.

        Args:
            since: seconds since 1970; also what it has confirmed from then on, as far as its content is here. None: nothing of
                that.
        """
        confirmed = 2**62 if since is None else since
        with self._reading() as run:
            rows = run(
                "SELECT message_id, kind, schema, sealed, sha256 FROM messages m"  # noqa: S608 - of parts that stand here
                f" WHERE sealed <> '' AND ({_OPEN} OR settled_at >= ?) ORDER BY NOT ({_APPLIED}), at, message_id",
                (confirmed,),
            ).fetchall()
            names = {kind: [row for row in rows if (row[1] in ("submission", "correction")) is kind] for kind in (True, False)}
            for row in names[True]:
                yield _written(run, row)
            for message_id, digest, body in run(
                "SELECT message_id, sha256, sealed FROM attachments"
                " WHERE received < length(sealed) OR received_at >= ? ORDER BY number",
                (confirmed,),
            ):
                yield outbox_file.attachment(message_id, digest, bytes(body).decode("ascii"))
            for row in names[False]:
                yield _written(run, row)

    def salvaged(self) -> Iterator[dict[str, Any]]:
        """The same of a file that was damaged: all that is left of it, confirmed or not, whichever end it can be read from, of
        a file of any schema."""
        for make, columns, table, key in (
            (outbox_file.message, "message_id, kind, schema, sealed, sha256", "messages", "message_id"),
            (outbox_file.submission, "submission_id, sealed, sealed_sha256", "submissions", "submission_id"),
            (_picture, "message_id, sha256, sealed", "attachments", "number"),
            (_picture, "submission_id, sha256, sealed", "attachments", "number"),
            (outbox_file.report, "body", "reports", "report_id"),
        ):
            seen = set()
            for order in ("ASC", "DESC"):
                with suppress(sqlite3.DatabaseError):
                    for row in self._database.execute(f"SELECT {columns} FROM {table} ORDER BY {key} {order}"):  # noqa: S608
                        if row not in seen and "" not in row[1:]:
                            seen.add(row)
                            yield make(*row)

    def note_exported(self, count: int, at: int) -> None:
        """Write down that so many messages went into a file."""
        with self._transaction() as run:
            audit_log.append(run, [("outbox.exported", {"count": str(count)})], at)

    def audit_rows(self) -> Iterator[audit_log.AuditRow]:
        """The audit log, oldest first."""
        with self._reading() as run:
            yield from audit_log.rows(run)

    def newest_audit_rows(self, most: int) -> tuple[audit_log.AuditRow, ...]:
        """The newest rows of the audit log, the newest first."""
        with self._reading() as run:
            found = run("SELECT number, at, event, details, hash FROM audit ORDER BY number DESC LIMIT ?", (most,)).fetchall()
            return tuple(audit_log.AuditRow(*row) for row in found)

    def prints(self) -> tuple[tuple[str, str, str, int], ...]:
        """Kind, state, reason, and how many prints that are kept stand so."""
        with self._reading() as run:
            return tuple(run("SELECT kind, state, reason, count(*) FROM prints GROUP BY 1, 2, 3 ORDER BY 1, 2, 3").fetchall())

    def note_audit_exported(self, at: int) -> None:
        """Write down, in the log itself, that the log was written to a file."""
        with self._transaction() as run:
            audit_log.append(run, [("audit.exported", {})], at)

    def retain(self, now: int, bodies: int, rows: int) -> None:
        """Once a day, forget what the platform has had all of: the sealed bytes after ``bodies`` days, the rows (by which a receipt
        is known here) after ``rows`` days. What was not confirmed stays for ever. It is overwritten in the file (secure_delete)."""
        with self._transaction() as run:
            if run("INSERT OR IGNORE INTO counters VALUES (?, 1)", (f"retained {day_of(now).isoformat()}",)).rowcount == 0:
                return
            old_bodies, old_rows = now - bodies * _DAY, now - rows * _DAY
            emptied = run(
                f"UPDATE messages AS m SET sealed = '' WHERE sealed <> '' AND {_APPLIED} AND {_WHOLE}",  # noqa: S608
                (old_bodies,),
            ).rowcount
            run("DELETE FROM attachments WHERE message_id IN (SELECT message_id FROM messages WHERE sealed = '')")
            gone = run(
                "DELETE FROM receipts WHERE message_id IN"  # noqa: S608
                f" (SELECT message_id FROM messages m WHERE {_APPLIED} AND {_WHOLE})",
                (old_rows,),
            ).rowcount
            run(f"DELETE FROM messages AS m WHERE {_WHOLE}", (old_rows,))  # noqa: S608
            run("DELETE FROM prints WHERE state NOT IN ('INTENDED', 'UNCERTAIN') AND at < ?", (old_rows,))
            if emptied or gone:
                audit_log.append(run, [("ledger.retained", {"bodies": str(emptied), "rows": str(gone)})], now)


def _written(run: Run, row: tuple[str, str, int, str, str]) -> dict[str, Any]:
    message_id, kind, schema, sealed, sha256 = row
    attached = run("SELECT sha256 FROM attachments WHERE message_id = ? ORDER BY number", (message_id,))
    told = [(case.case_number, case.received_at) for case in told_cases(run, message_id)]
    return outbox_file.message(message_id, kind, schema, sealed, sha256, [name for (name,) in attached], told)


def _picture(submission_id: str, sha256: str, sealed: bytes) -> dict[str, Any]:
    return outbox_file.attachment(submission_id, sha256, sealed.decode("ascii"))
