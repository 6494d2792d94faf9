"""Prints: written down before their first byte leaves. A row holds a serial number and no content."""

from __future__ import annotations

from kiosk.ports.storage import MISSING, TAKEN, PrintKind, PrintState
from offline_cache.ledger.database import Transactions, count

_PRINTED = "printed "  # begins the name of the counter of all papers of a kind
_SINCE = "printed since "  # and of those since somebody put paper in
_ON_PAPER = frozenset({PrintState.SENT, PrintState.CONFIRMED, PrintState.UNCERTAIN})  # something may have come out
_MISSING = "missing "  # begins the name of the counter of papers that did not come out; the kind of print ends it


class Prints(Transactions):
    """The part of `kiosk.ports.storage.Ledger` that knows of paper."""

    def print_intended(self, kind: PrintKind, at: int, serial: str = "") -> str:
        """Write a print down before its first byte leaves.

        Args:
            kind: of paper.
            at: seconds since 1970.
            serial: of a page that is tried again; without it the next ``P00000001`` of this terminal is taken.

        Returns:
            The serial.
        """
        with self._transaction() as run:
            serial = serial or f"P{count(run, 'print'):08d}"
            run(
                "INSERT INTO prints (serial, kind, state, at) VALUES (?,?,'INTENDED',?)"
                " ON CONFLICT (serial) DO UPDATE SET state = 'INTENDED', reason = '', at = excluded.at",
                (serial, kind.value, at),
            )
        return serial

    def print_outcome(self, serial: str, state: PrintState, reason: str = "") -> None:
        """Write down what became of it; a paper that did not come out marks its printer until one does, or somebody has looked."""
        with self._transaction() as run:
            rows = run("SELECT kind, state FROM prints WHERE serial = ?", (serial,)).fetchall()
            run("UPDATE prints SET state = ?, reason = ? WHERE serial = ?", (state.value, reason, serial))
            for kind, before in rows:
                if state in _ON_PAPER and PrintState(before) not in _ON_PAPER:
                    count(run, _PRINTED + kind)
                    count(run, _SINCE + kind)
                if state is PrintState.VOIDED and reason == MISSING:
                    count(run, _MISSING + kind)
                elif state is PrintState.CONFIRMED or reason == TAKEN:
                    run("DELETE FROM counters WHERE name = ?", (_MISSING + kind,))

    def missing_papers(self) -> frozenset[PrintKind]:
        """Kinds of prints of which one did not come out since one last did."""
        with self._reading() as run:
            counted = "SELECT 1 FROM counters WHERE name = ?"
            return frozenset(kind for kind in PrintKind if run(counted, (_MISSING + kind.value,)).fetchall())

    def papers_seen_to(self, kind: PrintKind) -> None:
        """Somebody has looked at the printer of this kind."""
        with self._transaction() as run:
            run("DELETE FROM counters WHERE name = ?", (_MISSING + kind.value,))

    def refilled(self, kind: PrintKind) -> None:
        """Somebody put paper in for prints of this kind."""
        with self._transaction() as run:
            run("DELETE FROM counters WHERE name = ?", (_SINCE + kind.value,))

    def printed(self, kind: PrintKind) -> tuple[int, int]:
        """How many papers of this kind may have come out: in all, and since somebody last put paper in."""
        with self._reading() as run:
            told = dict(run("SELECT name, value FROM counters WHERE name IN (?, ?)", (_PRINTED + kind.value, _SINCE + kind.value)))
            return int(told.get(_PRINTED + kind.value, 0)), int(told.get(_SINCE + kind.value, 0))

    def unsettled_prints(self) -> tuple[str, ...]:
        """Serials of what is INTENDED or UNCERTAIN."""
        with self._reading() as run:
            rows = run("SELECT serial FROM prints WHERE state IN ('INTENDED', 'UNCERTAIN') ORDER BY serial").fetchall()
            return tuple(serial for (serial,) in rows)

    def void_unsettled_prints(self) -> tuple[tuple[str, PrintKind], ...]:
        """Void what is INTENDED or UNCERTAIN; their serials and kinds."""
        with self._transaction() as run:
            rows = run("SELECT serial, kind FROM prints WHERE state IN ('INTENDED', 'UNCERTAIN') ORDER BY serial").fetchall()
            run("UPDATE prints SET state = 'VOIDED' WHERE state IN ('INTENDED', 'UNCERTAIN')")
            return tuple((serial, PrintKind(kind)) for serial, kind in rows)
