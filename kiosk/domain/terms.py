"""By when something is done, and for how much: terms of an item's guide."""

from __future__ import annotations

from kiosk.domain.text import Published


class TimeLimit(Published):
    """``days`` 0 is 'on the spot'. Working days unless ``calendar``."""

    days: int
    calendar: bool = False
    source: str | None = None


class FeeCase(Published):
    """``when``: CEL over the answers; ``fen``: what it costs then."""

    when: str
    fen: int


class Fee(Published):
    """``fen`` 0 is free of charge (1 yuan = 100 fen); None: asked at the counter. ``cases``: where it is another, the first that
    holds."""

    fen: int | None
    source: str | None = None
    cases: tuple[FeeCase, ...] = ()
