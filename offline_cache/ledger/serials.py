"""Serial numbers of licence copies, from the ranges that the platform leased to this terminal."""

from __future__ import annotations

from offline_cache.ledger.database import Transactions


class CopySerials(Transactions):
    """The part of `kiosk.ports.storage.Ledger` that gives out serial numbers."""

    def add_copy_serials(self, prefix: str, first: int, last: int) -> None:
        """A range that the platform leased, both ends included; the same range again changes nothing."""
        with self._transaction() as run:
            run("INSERT OR IGNORE INTO copy_serials VALUES (?,?,?,?)", (prefix, first, last, first))

    def take_copy_serial(self) -> str | None:
        """The next one, given out for ever: prefix and six digits. None where none is left."""
        with self._transaction() as run:
            row = run("SELECT prefix, first, next FROM copy_serials WHERE next <= last ORDER BY prefix, first LIMIT 1").fetchone()
            if row is None:
                return None
            prefix, first, number = row
            run("UPDATE copy_serials SET next = next + 1 WHERE prefix = ? AND first = ?", (prefix, first))
            return f"{prefix}{number:06d}"

    def copy_serials_left(self) -> int:
        """How many can be taken without asking the platform."""
        with self._reading() as run:
            (left,) = run("SELECT coalesce(sum(last - next + 1), 0) FROM copy_serials").fetchone()
            return int(left)
