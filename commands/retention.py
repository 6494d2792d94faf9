"""How long the terminal keeps what the platform has confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from kiosk.domain.clock import Clock
from kiosk.domain.times import day_of
from offline_cache.ledger.outbox import Outbox


def retaining(ledger_file: Path, keep: Mapping[str, int], clock: Clock) -> Callable[[], None]:
    """Forgets, once a day, what the platform has long confirmed: by the platform's own time alone. A clock that is ahead would have
    everything forgotten at once, and what was confirmed was confirmed where the platform answers."""
    done: list[date] = []

    def retain() -> None:
        now = clock.now().wall
        if not clock.is_told or day_of(now) in done:
            return
        outbox = Outbox(ledger_file)
        try:
            outbox.retain(now, keep["bodies"], keep["rows"])
        finally:
            outbox.close()
        done[:] = [day_of(now)]

    return retain
