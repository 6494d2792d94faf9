"""What the ledger keeps of technicians and of the site's staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Admissions(Protocol):
    """Every method is one transaction, durable when it returns. Raises `kiosk.ports.storage.StorageError`."""

    def code_used(self, nonce: str) -> bool:
        """Whether a technician's code was used here."""
        ...

    def waits_for(self, technician: str, at: int) -> int:
        """Seconds until this technician may try another PIN."""
        ...

    def begin_try(self, technician: str, at: int) -> int:
        """Count a PIN as wrong before it is looked at; 0, or the seconds that are still to be waited."""
        ...

    def admit(self, nonce: str, technician: str, at: int) -> bool:
        """The PIN was right: the code is used. False where it was used meanwhile."""
        ...

    def forgive(self, technician: str) -> None:
        """Nothing is held against them any more."""
        ...

    def notes_of_staff(self) -> Mapping[str, str]:
        """What staff have said of the terminal, by name."""
        ...

    def note_of_staff(self, name: str, value: str, at: int) -> None:
        """Keep what they say; "": no longer."""
        ...
