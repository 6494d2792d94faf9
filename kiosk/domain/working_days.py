"""Days on which offices work, with public holidays and the days that are worked for them (调休)."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays

# The State Council's notice (国务院办公厅关于…年部分节假日安排的通知) comes out late in the year before; the library has each.
KNOWN_FROM, KNOWN_UNTIL = min(holidays).year, max(holidays).year


def is_working_day(day: date) -> bool:
    """Whether offices work on this day: as the notices say, in the years whose notice the library has; in others Monday to
    Friday."""
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


def working_days_ahead(today: date, first: int, last: int) -> tuple[date, ...]:
    """The working days after today from the ``first`` to the ``last``, which is 1 for the next one."""
    return tuple(working_day(today, number) for number in range(first, last + 1))
