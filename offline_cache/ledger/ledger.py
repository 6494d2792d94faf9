"""The ledger: what may never be lost. One object a thread; SQLite keeps them apart.

Every public method is one transaction, and durable when it returns: WAL with synchronous=FULL syncs the log at each commit
(https://www.sqlite.org/pragma.html#pragma_synchronous). Rows hold no plain personal data: submissions are sealed, prints hold
a serial number, the audit log only its vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from offline_cache.ledger import audit as audit_log
from offline_cache.ledger.admissions import Admissions
from offline_cache.ledger.database import count
from offline_cache.ledger.epochs import PlatformEpochs
from offline_cache.ledger.messages import Messages
from offline_cache.ledger.prints import Prints
from offline_cache.ledger.receipts import Receipts
from offline_cache.ledger.serials import CopySerials

LEAST_ROOM = 64_000_000  # bytes: twelve pictures of 2 MB, in the file and in its log
_READ = "read "  # begins the name of the counter of what a reader identified somebody by


class SqliteLedger(Receipts, Messages, Prints, CopySerials, PlatformEpochs, Admissions):
    """`kiosk.ports.storage.Ledger`."""

    def check_writable(self) -> None:
        """`kiosk.ports.storage.Ledger`: there is room, and a row that is written stays; it counts whoever began."""
        self._check_room(LEAST_ROOM)
        with self._transaction() as run:
            count(run, "visits")

    def tidy(self) -> None:
        """Copy the write-ahead log into the file; readers and writers of other threads are not waited for."""
        with self._reading() as run:
            # The log is copied into the file. SQLite would do it within the commit that brings the log to 1,000 pages.
            run("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def audit(self, events: Sequence[tuple[str, Mapping[str, str]]], at: int) -> None:
        """Append to the audit log, in a transaction of its own."""
        with self._transaction() as run:
            audit_log.append(run, events, at)
            for event, details in events:
                if event == "session.identified":
                    count(run, _READ + details["reader"])

    def cards_read(self) -> int:
        """By which somebody was identified here, at all readers for cards."""
        with self._reading() as run:
            readers = (f"{_READ}id_card_reader", f"{_READ}smart_card_reader")
            (total,) = run("SELECT coalesce(sum(value), 0) FROM counters WHERE name IN (?, ?)", readers).fetchone()
            return int(total)

    def audit_head(self) -> tuple[int, str]:
        """Number and hash (hex) of the newest row; (0, "") where there is none."""
        with self._reading() as run:
            return audit_log.head(run)

    def audit_counts(self, event: str, detail: str) -> Mapping[str, int]:
        """How often an event stands in the newest part of the log, by one of its details."""
        with self._reading() as run:
            return audit_log.counts(run, event, detail)

    def note_restored(self, at: int) -> None:
        """Give up the leased serial numbers, and write down why."""
        with self._transaction() as run:
            run("DELETE FROM copy_serials")
            audit_log.append(run, [("ledger.restored", {})], at)
