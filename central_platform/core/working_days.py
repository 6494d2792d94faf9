"""Days that promises are counted in."""

from __future__ import annotations

from datetime import date, timedelta

from kiosk.domain.terms import TimeLimit
from kiosk.domain.working_days import KNOWN_UNTIL, working_day


def due_text(due: date | None) -> str:
    """A day by which something is due, for the console's pages; ``—`` for none. It says where public holidays of its year are not
    known yet."""
    if due is None:
        return "—"
    known = due.year <= KNOWN_UNTIL
    return due.isoformat() if known else f"{due.isoformat()}（{KNOWN_UNTIL + 1} 年起的放假安排还没有收录，只扣除了周六周日）"


def promised(start: date, limit: TimeLimit | None) -> date | None:
    """The day by which a limit that begins on ``start`` ends; ``start`` itself for 'on the spot'. None: nothing was promised."""
    if limit is None:
        return None
    return start + timedelta(days=limit.days) if limit.calendar else working_day(start, limit.days)
