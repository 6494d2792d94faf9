"""Days that promises are counted in."""

from __future__ import annotations

from datetime import date, timedelta

from kiosk.domain.service_items import TimeLimit


def working_day(start: date, days: int) -> date:
    """The ``days``-th working day after ``start``, which itself is not counted (民法典 第二百零一条).

    Saturdays and Sundays do not count. Public holidays are set anew each year by the State Council and are not known here:
    a promise may fall on one and is then kept early.
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def promised(start: date, limit: TimeLimit | None) -> date | None:
    """The day by which a limit that begins on ``start`` ends; ``start`` itself for 'on the spot'. None: nothing was promised."""
    if limit is None:
        return None
    return start + timedelta(days=limit.days) if limit.calendar else working_day(start, limit.days)
