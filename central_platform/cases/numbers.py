"""Numbers of cases: the day, the platform's epoch, and the count within both, e.g. ``261127 4071 0012``.

A database that was put back begins another epoch, so a number that was told is never given to another case. Those that earlier
versions gave have the whole year, no epoch, and a count of six digits: ``20261122 000017``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from central_platform.core import epochs
from central_platform.core.models import Counter
from central_platform.core.numbers import next_numbers
from kiosk.domain.times import day_of
from kiosk.messages.models import ToldCase

_NUMBER = re.compile(r"(?!20)([0-9]{6})([0-9]{4})([0-9]{4,10})")
_EARLIER = re.compile(r"20([0-9]{6})()([0-9]{6})")


def new_numbers(now: int, count: int) -> Iterator[str]:
    """``count`` new ones. Call it inside the transaction that uses them.

    Args:
        now: seconds since 1970.
        count: how many.
    """
    if not count:
        return
    day, code = day_of(now), epochs.current(now).code
    for number in next_numbers(_counter(day, code), count):
        yield f"{day:%y%m%d}{code}{number:04d}"


def was_told(told: ToldCase, now: int) -> bool:
    """Whether this can be the number of a case that this platform told and then forgot, because its database was put back: one that
    was not drawn here, as far as is known now, and never will be. That no other case has it is for the caller to see.

    Args:
        told: what a terminal says that it was told.
        now: seconds since 1970.
    """
    parts = _NUMBER.fullmatch(told.case_number) or _EARLIER.fullmatch(told.case_number)
    if parts is None or told.received_at > now or f"{day_of(told.received_at):%y%m%d}" != parts[1]:
        return False
    if parts[2] == epochs.current(now).code:
        return False
    drawn = Counter.objects.filter(name=_counter(day_of(told.received_at), parts[2])).values_list("value", flat=True).first()
    return int(parts[3]) > (drawn or 0)


def _counter(day: date, code: str) -> str:
    return f"case {day.isoformat()} {code}".rstrip()
