"""Times as people write them, for the console's pages."""

from __future__ import annotations

from kiosk.domain.times import clock_text


def at_text(seconds: int | None) -> str:
    """A time in China, to the minute; ``—`` for none, and for what is beyond the year 5138, which no clock means."""
    return clock_text(seconds) if seconds and seconds < 10**11 else "—"
