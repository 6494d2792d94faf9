"""Counting, in the database, so that all of the platform's processes count together."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from central_platform.quotas.limits import DAY, LIMITS, Quota
from central_platform.quotas.models import Alarm, Counted

log = logging.getLogger(__name__)
_CHINA = 8 * 3600  # a day begins at midnight there


@dataclass(frozen=True)
class Use:
    """What is to be counted: ``amount`` of a quota, of ``whose`` (a terminal's id, a person's tag, an address)."""

    quota: Quota
    whose: str
    amount: int = 1


@dataclass(frozen=True)
class UsedUp:
    """A quota that has no more. ``again``: seconds until there is more."""

    use: Use
    again: int

    @property
    def stops(self) -> bool:
        """Whether whoever used it up is stopped (`Limit.stops`)."""
        return LIMITS[self.use.quota].stops


def take(uses: Sequence[Use], now: int) -> UsedUp | None:
    """Count each of these, or none of them.

    Args:
        uses: what is about to be done, asked or kept.
        now: seconds since 1970.

    Returns:
        None where there is enough of all; else the first that is used up. Staff are told of it once in its window.
    """
    for use in uses:
        if use.amount > settings.QUOTAS[use.quota]:
            return _spent(use, now)  # more than there ever is
    try:
        with transaction.atomic():  # one for all of them: each would wait for the disk by itself
            for use in uses:
                if not _taken(use, now):
                    raise _NoMore(use)
    except _NoMore as fault:
        return _spent(fault.use, now)
    return None


class _NoMore(Exception):
    """Rolls back what was counted before it."""

    def __init__(self, use: Use) -> None:
        super().__init__(use.quota.value)
        self.use = use


def first_today(quota: Quota, whose: str, now: int) -> bool:
    """Whether this is asked for the first time on this day: to count different ones. True once, whatever runs at the same time."""
    window = _window(DAY, now)
    key = f"{quota.value}:first:{whose}:{window}"
    if Counted.objects.filter(key=key).exists():
        return False
    _, made = Counted.objects.get_or_create(key=key, defaults={"until": _end(DAY, window), "used": 1})
    return made


def used(quota: Quota, whose: str, now: int) -> int:
    """How much of it there was in this window."""
    row = Counted.objects.filter(key=_key(quota, whose, now)).values_list("used", flat=True).first()
    return int(row or 0)


def give_back(uses: Sequence[Use], now: int) -> None:
    """What was counted did not happen. ``now``: the moment at which it was counted."""
    for use in uses:
        Counted.objects.filter(key=_key(use.quota, use.whose, now)).update(used=F("used") - use.amount)


def _taken(use: Use, now: int) -> bool:
    """One statement that looks and counts: two processes cannot both take the last one. Written out, for the ORM needs four."""
    seconds = LIMITS[use.quota].seconds
    until, most = _end(seconds, _window(seconds, now)), settings.QUOTAS[use.quota]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_key(use.quota, use.whose, now), use.amount, until, most])
        return bool(cursor.rowcount == 1)


# Of a window's first use the row is made; `take` has seen to it that no use alone is more than there is.
_TABLE = Counted._meta.db_table
_COUNT = (
    f"INSERT INTO {_TABLE} (key, used, until) VALUES (%s, %s, %s)"  # noqa: S608 - a table of ours
    f" ON CONFLICT (key) DO UPDATE SET used = {_TABLE}.used + excluded.used WHERE {_TABLE}.used + excluded.used <= %s"
)


def _spent(use: Use, now: int) -> UsedUp:
    limit = LIMITS[use.quota]
    window = _window(limit.seconds, now)
    if limit.alarm:
        _alarm(use, window, now)
    return UsedUp(use, _end(limit.seconds, window) - now)


def _alarm(use: Use, window: int, now: int) -> None:
    _, made = Alarm.objects.get_or_create(quota=use.quota.value, whose=use.whose[:80], window=window, defaults={"at": now})
    if made:
        log.warning("alarm: %s of %s is used up", use.quota.value, use.whose[:16])


def forget_past(now: int) -> None:
    """Drop the counts of windows that are over."""
    Counted.objects.filter(until__lte=now).delete()


def _key(quota: Quota, whose: str, now: int) -> str:
    return f"{quota.value}:{whose}:{_window(LIMITS[quota].seconds, now)}"


def _window(seconds: int, now: int) -> int:
    return (now + _CHINA) // seconds


def _end(seconds: int, window: int) -> int:
    return (window + 1) * seconds - _CHINA


def words_of(quota: str) -> str:
    """What a quota is, for staff, in Chinese; its name where this program does not know it."""
    known = {one.value: limit.words for one, limit in LIMITS.items()}
    return known.get(quota, quota)
