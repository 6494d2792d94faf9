"""The audit log: each row's hash covers the one before it, so that none can be changed or taken out without all that follow.

Pure but for ``run``, which executes within somebody's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kiosk.domain.values import Value
from kiosk.journeys import audit_vocabulary
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from offline_cache.ledger.database import Run

COUNTED = 10_000  # rows: some weeks, and no more than a heartbeat may look through


class AuditRow(Value):
    """``details``: canonical JSON; ``hash`` in hex."""

    number: int
    at: int
    event: str
    details: str
    hash: str


def append(run: Run, events: Sequence[tuple[str, Mapping[str, str]]], at: int) -> None:
    """Add rows to the log, each hashed over the one before it.

    Args:
        run: of the transaction that they belong to.
        events: name in the vocabulary, and details without personal data.
        at: seconds since 1970.
    """
    number, previous = head(run)
    for event, details in events:
        assert event in audit_vocabulary(), f"{event} is not documented"
        number += 1
        text = canonical_bytes(dict(details)).decode()
        previous = audit_hash(previous, number, at, event, text)
        run("INSERT INTO audit VALUES (?,?,?,?,?)", (number, at, event, text, previous))


def head(run: Run) -> tuple[int, str]:
    """Number and hash of the newest row; (0, "") of an empty log."""
    return run("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1").fetchone() or (0, "")


def counts(run: Run, event: str, detail: str) -> dict[str, int]:
    """How often an event stands among the newest `COUNTED` rows of the log, by one of its details."""
    counted = run(
        "SELECT json_extract(details, ?) AS value, count(*) FROM audit"
        " WHERE event = ? AND number > (SELECT max(number) FROM audit) - ? GROUP BY value",
        (f"$.{detail}", event, COUNTED),
    )
    return dict(counted)


def rows(run: Run) -> Iterable[AuditRow]:
    """The whole log, oldest first, read as it is gone through."""
    return (AuditRow(*row) for row in run("SELECT number, at, event, details, hash FROM audit ORDER BY number"))


def audit_hash(previous: str, number: int, at: int, event: str, details: str) -> str:
    """SHA-256, in hex, over the canonical JSON of ``[previous, number, at, event, details]``.

    Args:
        previous: hash of the row before, "" for the first.
        number: of this row, from 1 on.
        at: seconds since 1970.
        event: its name.
        details: canonical JSON, as text.
    """
    return sha256_hex(canonical_bytes([previous, number, at, event, details]))


class Verified(Value):
    """``broken``: number of the first row that does not follow from the one before it; None where all do. Head: the last good."""

    count: int
    head: str
    broken: int | None = None


def verify(log: Iterable[AuditRow]) -> Verified:
    """Whether a log is whole from its first row on. That it is the whole log is told by whoever knows its head."""
    count, previous = 0, ""
    for row in log:
        if row.number != count + 1 or row.hash != audit_hash(previous, row.number, row.at, row.event, row.details):
            return Verified(count, previous, count + 1)
        count, previous = row.number, row.hash
    return Verified(count, previous)
