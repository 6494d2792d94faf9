"""What waits in the ledger for the platform: messages and their attachments, until they are answered for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from kiosk.domain.cases import Case, RejectReason
from kiosk.domain.values import decoded
from kiosk.ports.storage import OutboxMessage, Piece, Upload
from offline_cache.ledger import audit as audit_log
from offline_cache.ledger.database import Run, Transactions

_WAITING = "SELECT message_id, kind, schema, sealed, sha256, attempts FROM messages WHERE state = 'WAITING'"


def insert_message(run: Run, message: OutboxMessage, at: int) -> None:
    """Within somebody's transaction. The same id again changes nothing."""
    run(
        "INSERT OR IGNORE INTO messages (message_id, kind, schema, sealed, sha256, at, state) VALUES (?,?,?,?,?,?,'WAITING')",
        (message.message_id, message.kind, message.schema, message.sealed, message.sha256, at),
    )


class Messages(Transactions):
    """The part of `kiosk.ports.storage.Ledger` that the sync engine works with."""

    def add_message(self, message: OutboxMessage, at: int) -> None:
        """Keep a message that is no submission; the same id again changes nothing."""
        with self._transaction() as run:
            insert_message(run, message, at)

    def add_report(self, message: OutboxMessage, events: Sequence[tuple[str, Mapping[str, str]]], at: int) -> bool:
        """Keep a message that is no submission, and what the audit log says of it, together; False, and nothing is kept, where
        there is one of its id."""
        with self._transaction() as run:
            if run("SELECT 1 FROM messages WHERE message_id = ?", (message.message_id,)).fetchone():
                return False
            insert_message(run, message, at)
            audit_log.append(run, events, at)
            return True

    def waiting(self, limit: int, without: Iterable[str] = ()) -> tuple[OutboxMessage, ...]:
        """Messages to send next: the least often tried first, then the oldest.

        Args:
            limit: how many at most.
            without: ids that are left out, of messages held back or in the air.
        """
        apart = msgspec.json.encode([*without]).decode()
        with self._reading() as run:
            rows = run(
                _WAITING + " AND message_id NOT IN (SELECT value FROM json_each(?)) ORDER BY attempts, at, message_id LIMIT ?",  # noqa: S608
                (apart, limit),
            ).fetchall()
            return tuple(_message(run, row) for row in rows)

    def waiting_count(self) -> int:
        """How many submissions and corrections wait; other messages do not count."""
        with self._reading() as run:
            (count,) = run(
                "SELECT count(*) FROM messages WHERE state = 'WAITING' AND kind IN ('submission', 'correction')"
            ).fetchone()
            return int(count)

    def oldest_waiting(self) -> int | None:
        """When the oldest submission or correction that waits was committed, in seconds since 1970; None where none waits."""
        with self._reading() as run:
            (at,) = run("SELECT min(at) FROM messages WHERE state = 'WAITING' AND kind IN ('submission', 'correction')").fetchone()
            return at if at is None else int(at)

    def message(self, message_id: str) -> OutboxMessage | None:
        """One that still waits, by its id."""
        with self._reading() as run:
            row = run(f"{_WAITING} AND message_id = ?", (message_id,)).fetchone()
            return _message(run, row) if row else None

    def note_attempt(self, message_ids: Sequence[str]) -> None:
        """Count one try for each, before it is made."""
        with self._transaction() as run:
            for message_id in message_ids:
                run("UPDATE messages SET attempts = attempts + 1 WHERE message_id = ?", (message_id,))

    def next_piece(self, most: int, without: Iterable[str] = (), only: str = "") -> Piece | None:
        """The next part of an attachment, counted as tried; only once the platform has confirmed its message.

        Args:
            most: characters.
            without: hashes of attachments that are left out.
            only: hash of the one that is asked for; "" for any.
        """
        with self._transaction() as run:
            row = run(
                "SELECT number, message_id, a.sha256, length(a.sealed), received, substr(a.sealed, received + 1, ?1)"
                " FROM attachments a JOIN messages USING (message_id)"
                " WHERE received < length(a.sealed) AND state = 'SETTLED' AND (?3 = '' OR a.sha256 = ?3)"
                " AND a.sha256 NOT IN (SELECT value FROM json_each(?2)) ORDER BY a.attempts, number LIMIT 1",
                (most, msgspec.json.encode([*without]).decode(), only),
            ).fetchone()
            if row is None:
                return None
            number, message_id, sha256, size, received, part = row
            run("UPDATE attachments SET attempts = attempts + 1 WHERE number = ?", (number,))
            return Piece(message_id, sha256, size, received, part.decode())

    def note_received(self, sha256: str, received: int, at: int) -> None:
        """How many characters the platform has, told ``at``; more than before ends the count of tries, more than there are is
        cut."""
        with self._transaction() as run:
            run(
                "UPDATE attachments SET attempts = CASE WHEN ?2 > received THEN 0 ELSE attempts END,"
                " received = min(?2, length(sealed)), received_at = ?3 WHERE sha256 = ?1",
                (sha256, received, at),
            )

    def settle(self, message_id: str, cases: Sequence[Case], at: int) -> None:
        """The platform has the message, as it said ``at``; what it opened is kept for whoever asks with the receipt's code or the
        card."""
        told = msgspec.json.encode(list(cases)).decode()
        with self._transaction() as run:
            run("UPDATE messages SET state = 'SETTLED', reason = '', settled_at = ? WHERE message_id = ?", (at, message_id))
            run("UPDATE receipts SET cases = ? WHERE message_id = ?", (told, message_id))

    def settle_rejected(self, message_id: str, reason: RejectReason) -> None:
        """Never sent again by itself; a technician may (`Outbox.retry`)."""
        with self._transaction() as run:
            run(
                "UPDATE messages SET state = 'REJECTED', reason = ? WHERE message_id = ? AND state = 'WAITING'",
                (reason.value, message_id),
            )

    def note_held(self, kind: Upload, entry_id: str, reason: str) -> None:
        """Remember over restarts that this one alone does not get through; "" forgets it."""
        with self._transaction() as run:
            if reason:
                run("INSERT OR REPLACE INTO held VALUES (?,?,?)", (kind.value, entry_id, reason))
            else:
                run("DELETE FROM held WHERE kind = ? AND entry_id = ?", (kind.value, entry_id))

    def held(self) -> dict[Upload, list[str]]:
        """Ids of what was noted by `note_held`, by kind."""
        with self._reading() as run:
            rows = run("SELECT kind, entry_id FROM held").fetchall()
        return {kind: [entry_id for name, entry_id in rows if name == kind.value] for kind in Upload}


def _message(run: Run, row: tuple[str, str, int, str, str, int]) -> OutboxMessage:
    attached = run("SELECT sha256 FROM attachments WHERE message_id = ? ORDER BY number", (row[0],))
    hashes = tuple(sha256 for (sha256,) in attached)
    return OutboxMessage(*row, hashes, told_cases(run, row[0]))


def told_cases(run: Run, message_id: str) -> tuple[Case, ...]:
    """What the platform told of a message; of one that waits: before it was to be offered again."""
    row = run("SELECT cases FROM receipts WHERE message_id = ? AND cases <> '[]'", (message_id,)).fetchone()
    return decoded(row[0], tuple[Case, ...]) if row else ()
