"""Days that promises are counted in."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays

from kiosk.domain.terms import TimeLimit

# The State Council's notice (国务院办公厅关于…年部分节假日安排的通知) comes out late in the year before; the library has each.
KNOWN_FROM, KNOWN_UNTIL = min(holidays).year, max(holidays).year


def due_text(due: date | None) -> str:
    """A day by which something is due, for the console's pages; ``—`` for none. It says where public holidays of its year are not
    known yet."""
    if due is None:
        return "—"
    known = due.year <= KNOWN_UNTIL
    return due.isoformat() if known else f"{due.isoformat()}（{KNOWN_UNTIL + 1} 年起的放假安排还没有收录，只扣除了周六周日）"


def is_working_day(day: date) -> bool:
    """Whether offices work on this day: with public holidays and the days that are worked for them (调休), in the years whose
    notice the library has; in others Monday to Friday."""
    if KNOWN_FROM <= day.year <= KNOWN_UNTIL:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def working_day(start: date, days: int) -> date:
    """The ``days``-th working day after ``start``, which itself is not counted (民法典 第二百零一条)."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def promised(start: date, limit: TimeLimit | None) -> date | None:
    """The day by which a limit that begins on ``start`` ends; ``start`` itself for 'on the spot'. None: nothing was promised."""
    if limit is None:
        return None
    return start + timedelta(days=limit.days) if limit.calendar else working_day(start, limit.days)
