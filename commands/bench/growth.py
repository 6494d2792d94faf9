"""What a ledger with a hundred times as many waiting submissions costs: a commit, a batch for the upload, the heartbeat's count."""

from __future__ import annotations

import os
import secrets
import statistics
import time
from pathlib import Path
from typing import Any

from commands.bench.commit import prepared_submission, timed
from commands.bench.figure import Figure
from commands.bench.inside import settle_memory, tell

SIZES = (1000, 100_000)
TURNS = 200
COUNTED_EVERY = 10  # turns
BATCH = 20  # as kiosk.sync.state has it


def measure_growth(folder: Path) -> list[Figure]:
    """In turn at one ledger and at the other, on one disk. No budget is asked: the ratio says how it grows."""
    ledgers = [_Full(folder / f"waiting-{count}", count) for count in SIZES]
    settle_memory()
    for number in range(TURNS):
        for full in ledgers:
            full.turn(counts=number % COUNTED_EVERY == 0)
    small, large = (full.told() for full in ledgers)
    return [_grown(name, small[name], large[name]) for name in small]


def _grown(name: str, small: float, large: float) -> Figure:
    less, more = (f"{size:,} waiting" for size in SIZES)
    return Figure(f"{name}, {more}", round(large, 3), "ms", less, round(small, 3), round(large / small, 2))


class _Full:
    """A ledger in which ``count`` submissions wait, of the size of a real one. They were not committed one by one: all rows came
    in one transaction, each with its line of the audit log, and the log was copied into the file after it."""

    def __init__(self, folder: Path, count: int) -> None:
        from offline_cache.ledger.ledger import SqliteLedger

        folder.mkdir(parents=True)
        self._commit, self._tidy, _ = prepared_submission(folder)
        self._ledger = SqliteLedger(folder / "commit.db", "T0")
        _fill(self._ledger, count - self._ledger.waiting_count())
        assert self._ledger.waiting_count() == count
        self._commits: list[tuple[float, float]] = []  # milliseconds: wall, CPU
        self._batches: list[tuple[float, float]] = []
        self._counts: list[tuple[float, float]] = []

    def turn(self, counts: bool) -> None:
        self._commits.append(timed(self._commit))
        self._tidy()  # as the terminal does once it has told the resident
        self._batches.append(timed(self._batch))
        if counts:
            self._counts.append(timed(self._count))

    def _batch(self) -> None:
        entries = self._ledger.waiting(BATCH)
        assert len(entries) == BATCH
        self._ledger.note_attempt([entry.message_id for entry in entries])

    def _count(self) -> None:
        self._ledger.waiting_count()

    def told(self) -> dict[str, float]:
        walls, cpus = zip(*self._commits, strict=True)
        return {
            "a submission validated, sealed, committed: wall, median": statistics.median(walls),
            "the same: wall, p99": statistics.quantiles(walls, n=100)[98],
            "the same: CPU, median": statistics.median(cpus),
            f"a batch of {BATCH} read and noted for the upload: median": statistics.median(wall for wall, _ in self._batches),
            "the heartbeat's count of what waits: median": statistics.median(wall for wall, _ in self._counts),
        }


def _fill(ledger: Any, count: int) -> None:
    """With copies of the row that is there, under other names; nothing else of a row is looked at while it waits."""
    from kiosk.domain.times import Moment
    from offline_cache.ledger import audit as audit_log

    now = int(time.time())
    message = (
        "INSERT INTO messages (message_id, kind, schema, sealed, sha256, at, state, reason, attempts)"
        " SELECT ?1, kind, schema, sealed, sha256, ?2, state, reason, attempts FROM messages LIMIT 1"
    )
    told = "INSERT INTO receipts SELECT ?1, ?2, implementation_code, ?3, ?4, ?5, cases FROM receipts LIMIT 1"
    with ledger._transaction() as run:
        for number in range(count):
            at, receipt = now - count + number, f"T0-{number}"
            name = Moment(0.0, at, os.urandom).new_id()
            run(message, (name, at))
            run(told, (name, receipt, at, secrets.token_hex(32), secrets.token_bytes(16)))
            audit_log.append(run, [("submission.stored", {"receipt": receipt, "item": "0"})], at)
    with ledger._reading() as run:
        run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


if __name__ == "__main__":
    tell(measure_growth)
