"""Submissions as their receipts tell of them: committed under a number of their own, found by code or card."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from kiosk.domain.cases import Case
from kiosk.domain.submissions import StoredReceipt, StoredState
from kiosk.domain.values import decoded
from kiosk.ports.storage import OutboxMessage, SealedRow
from offline_cache.ledger import audit as audit_log
from offline_cache.ledger.database import Transactions, count
from offline_cache.ledger.messages import insert_message

_EPOCH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that is mistaken for a digit
# What the state of its message says of a submission.
_STATES = {"WAITING": StoredState.STORED, "SETTLED": StoredState.CASE, "REJECTED": StoredState.REJECTED}
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def epoch_key(path: Path) -> str:
    """What a ledger's epoch lasts for: one start of the machine and one file. An older disk image comes with another start, an
    older copy of the file is another file."""
    return f"{_BOOT.read_text(encoding='ascii').strip()} {path.stat().st_dev} {path.stat().st_ino}"


class Receipts(Transactions):
    """The part of `kiosk.ports.storage.Ledger` that takes in submissions.

    ``terminal_id`` begins receipt numbers, so that no two terminals share one; then come the day, the epoch and the count within
    both: whatever is put back from a backup counts on under another epoch, and no number repeats (but by a chance of one in a
    million, on one day).
    """

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

    def commit_submission(self, seal: Callable[[str], SealedRow], day: str) -> tuple[str, SealedRow]:
        """Keep a submission, its pictures, its receipt and the audit record together, under the next receipt number.

        Args:
            seal: makes the row with that number; where it raises, nothing was kept and the number is free.
            day: YYMMDD, as it stands in the number.

        Returns:
            The receipt number and the row.

        Raises:
            StorageError: nothing was kept.
        """
        with self._transaction() as run:
            number = count(run, f"receipt {day} {self._epoch}")
            receipt_number = f"{self._terminal_id}-{day}-{self._epoch}-{number:04d}"
            row = seal(receipt_number)
            message = OutboxMessage(row.submission_id, row.kind, row.schema, row.sealed, row.sealed_sha256)
            run(
                "INSERT INTO receipts (message_id, receipt_number, implementation_code, committed_at, receipt_token_sha256,"
                " holder_tag) VALUES (?,?,?,?,?,?)",
                (
                    row.submission_id,
                    receipt_number,
                    row.implementation_code,
                    row.committed_at,
                    row.receipt_token_sha256,
                    row.holder_tag,
                ),
            )
            insert_message(run, message, row.committed_at)
            for attachment in row.attachments:
                run(
                    "INSERT INTO attachments (sha256, message_id, sealed) VALUES (?,?,?)",
                    (attachment.sha256, row.submission_id, attachment.sealed.encode()),
                )
            stored = {"receipt": receipt_number, "item": row.implementation_code}
            audit_log.append(run, [("submission.stored", stored)], row.committed_at)
        return receipt_number, row

    def by_token(self, receipt_token_sha256: str) -> StoredReceipt | None:
        """By the hash (hex) of the code on its receipt."""
        found = self._receipts("receipt_token_sha256 = ?", receipt_token_sha256)
        return found[0] if found else None

    def by_holder(self, holder_tag: bytes) -> tuple[StoredReceipt, ...]:
        """The newest 20 that were applied for with this card, newest first."""
        return self._receipts("holder_tag = ?", holder_tag)

    def submitted(self) -> dict[str, int]:
        """How many submissions were taken here of each item, by its code."""
        with self._reading() as run:
            return dict(run("SELECT implementation_code, count(*) FROM receipts GROUP BY 1"))

    def _receipts(self, where: str, value: object) -> tuple[StoredReceipt, ...]:
        with self._reading() as run:
            rows = run(
                "SELECT receipt_number, implementation_code, committed_at, state, cases FROM receipts JOIN messages"  # noqa: S608
                f" USING (message_id) WHERE {where} ORDER BY committed_at DESC LIMIT 20",
                (value,),
            )
            return tuple(_receipt(*row) for row in rows)


def _receipt(number: str, code: str, at: int, state: str, told: str) -> StoredReceipt:
    cases = decoded(told, tuple[Case, ...])
    return StoredReceipt(number, code, at, _STATES[state], cases[0] if cases else None, cases[1:])
