"""How many questions a terminal and a person may ask, counted in the database, so that all of the platform's processes share it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from central_platform.shared_data.adapters import CannotAnswer
from central_platform.shared_data.models import Allowance
from kiosk.domain.queries import QueryRefusal

MINUTE, DAY = 60, 86_400
_CHINA = 8 * 3600  # a day begins at midnight there


def take(counted: Sequence[tuple[str, int, int]], now: int) -> None:
    """Count one question against each of these, or against none.

    Args:
        counted: (who, seconds of the window, most in it).
        now: seconds since 1970.

    Raises:
        CannotAnswer: TOO_MANY, where one of them is used up.
    """
    with transaction.atomic():
        Allowance.objects.filter(until__lte=now).delete()
        for who, seconds, most in counted:
            window = (now + _CHINA) // seconds
            key = f"{who}:{seconds}:{window}"
            Allowance.objects.get_or_create(key=key, defaults={"until": (window + 1) * seconds - _CHINA})
            # One statement that looks and counts: two processes cannot both take the last one.
            if not Allowance.objects.filter(key=key, used__lt=most).update(used=F("used") + 1):
                raise CannotAnswer(QueryRefusal.TOO_MANY)
