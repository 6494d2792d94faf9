"""Who came to the technician's page, and what staff have said of the terminal: kept whatever happens to the process."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.technicians import wait_after
from offline_cache.ledger.database import Transactions


class Admissions(Transactions):
    """`kiosk.ports.admissions.Admissions`."""

    def code_used(self, nonce: str) -> bool:
        """Whether a code was used here. That is never forgotten: a clock that is put back must not bring one back."""
        with self._reading() as run:
            return run("SELECT 1 FROM used_codes WHERE nonce = ?", (nonce,)).fetchone() is not None

    def begin_try(self, technician: str, at: int) -> int:
        """Count a PIN as wrong before it is looked at, so that cutting the power makes no try undone.

        Returns:
            0; or the seconds still to be waited, with nothing counted.
        """
        with self._transaction() as run:
            row = run("SELECT wrong, at FROM wrong_pins WHERE technician = ?", (technician,)).fetchone()
            wrong, last = row or (0, 0)
            wait = wait_after(wrong)
            # Of a clock that was put back since, no more than the whole is waited.
            left = min(wait, last + wait - at)
            if left > 0:
                return int(left)
            run("INSERT OR REPLACE INTO wrong_pins VALUES (?, ?, ?)", (technician, wrong + 1, at))
            return 0

    def admit(self, nonce: str, technician: str, at: int) -> bool:
        """The PIN was right: the code is used, and nothing is held against the technician.

        Returns:
            False where the code was used meanwhile.
        """
        with self._transaction() as run:
            if run("INSERT OR IGNORE INTO used_codes VALUES (?, ?, ?)", (nonce, technician, at)).rowcount == 0:
                return False
            run("DELETE FROM wrong_pins WHERE technician = ?", (technician,))
            return True

    def forgive(self, technician: str) -> None:
        """Nothing is held against them any more: their PIN was right."""
        with self._transaction() as run:
            run("DELETE FROM wrong_pins WHERE technician = ?", (technician,))

    def waits_for(self, technician: str, at: int) -> int:
        """Seconds until this technician may try another PIN."""
        with self._reading() as run:
            row = run("SELECT wrong, at FROM wrong_pins WHERE technician = ?", (technician,)).fetchone()
            wrong, last = row or (0, 0)
            return max(0, min(wait_after(wrong), last + wait_after(wrong) - at))

    def notes_of_staff(self) -> Mapping[str, str]:
        """What staff have said of the terminal, by name."""
        with self._reading() as run:
            return dict(run("SELECT name, value FROM notes_of_staff").fetchall())

    def note_of_staff(self, name: str, value: str, at: int) -> None:
        """Keep what they say; "": no longer."""
        with self._transaction() as run:
            if value:
                run("INSERT OR REPLACE INTO notes_of_staff VALUES (?, ?, ?)", (name, value, at))
            else:
                run("DELETE FROM notes_of_staff WHERE name = ?", (name,))
