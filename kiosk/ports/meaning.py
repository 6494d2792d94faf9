"""What a query means, which takes longer than what words it has: it is told later, and nobody waits for it."""

from __future__ import annotations

from typing import Protocol


class Meaning(Protocol):
    """Whoever opens it says who is told (`kiosk.ports.storage.Near`)."""

    def ask(self, query: str) -> None:
        """From any thread; returns at once. Only the newest query is answered, and where the model is missing, none."""
        ...

    def close(self) -> None:
        """What was asked is nowhere any more."""
        ...
