"""A department that fails is left alone for a while (circuit breaker), in the database: what one process learns spares the others.

Closed: calls go through. Open, after DEPARTMENT_FAULTS that failed in a row: none does for DEPARTMENT_PAUSE seconds. Half open: one
call tries it; where that fails, the pause begins again.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import BigIntegerField, Case, F, Value, When

from central_platform.shared_data.models import Source


def admits(key: str, now: int) -> bool:
    """Whether the service may be called; of those who ask after a pause the first one alone."""
    tired = Source.objects.filter(pk=key, faults__gte=settings.DEPARTMENT_FAULTS)
    if not tired.exists():
        return True
    # One statement that looks and takes the trial.
    return tired.filter(open_until__lte=now).update(open_until=now + settings.DEPARTMENT_PAUSE) == 1


def answered(key: str) -> None:
    """It did; closed again."""
    Source.objects.filter(pk=key, faults__gt=0).update(faults=0, open_until=0)


def failed(key: str, now: int) -> None:
    """It did not; one more in a row."""
    enough = When(faults__gte=settings.DEPARTMENT_FAULTS - 1, then=Value(now + settings.DEPARTMENT_PAUSE))
    opened = Case(enough, default=F("open_until"), output_field=BigIntegerField())
    Source.objects.filter(pk=key).update(faults=F("faults") + 1, open_until=opened)


def state_of(source: Source, now: int) -> str:
    """In words for the console."""
    if source.faults < settings.DEPARTMENT_FAULTS:
        return "正常" if not source.faults else f"连续失败{source.faults}次"
    return "暂停调用" if source.open_until > now else "待试探"
