"""Running numbers, each given out once whatever runs at the same time."""

from __future__ import annotations

from django.db.models import F

from central_platform.core.models import Counter


def next_numbers(name: str, count: int = 1) -> range:
    """``count`` new numbers of this name, from 1 on. Call it inside the transaction that uses them.

    The update locks the row until that transaction ends, so numbers of a transaction that fails are not lost.
    """
    if not Counter.objects.filter(name=name).update(value=F("value") + count):
        Counter.objects.get_or_create(name=name)
        Counter.objects.filter(name=name).update(value=F("value") + count)
    last = int(Counter.objects.values_list("value", flat=True).get(name=name))
    return range(last - count + 1, last + 1)


def next_number(name: str) -> int:
    """One of them."""
    return next_numbers(name)[0]
