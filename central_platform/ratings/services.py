"""Ratings (好差评, GB/T 39734): when each is to be answered, and to which case it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from central_platform.cases.events import CaseChange
from central_platform.core.database import hold
from central_platform.ratings.models import Rating
from kiosk.domain.times import day_of
from kiosk.domain.working_days import working_day

BAD_LEVELS = (1, 2)  # 非常不满意, 不满意


def answer_due(level: int, handling: str, received_at: int) -> date | None:
    """A bad rating is answered within so many working days, by how hard it is; a good one may be."""
    if level not in BAD_LEVELS:
        return None
    return working_day(day_of(received_at), settings.RATING_DAYS[handling])


def tie(sender: object, changes: Sequence[CaseChange], at: int, **_: Any) -> None:
    """Hears that cases were opened: ratings that came before their submissions get their cases."""
    for change in _rated_before(changes):
        rows = Rating.objects.filter(submission_id=change.submission_id, case=None, terminal_id=change.terminal_id)
        if (first := rows.order_by("received_at", "report_id").values_list("pk", flat=True).first()) is not None:
            tie_to(first, change.key)


def tie_to(report_id: str, case: int) -> None:
    """This is the rating of the case, if it has none yet: the first one counts.

    Args:
        report_id: of the rating.
        case: primary key of the case.
    """
    with suppress(IntegrityError), transaction.atomic():
        Rating.objects.filter(pk=report_id).update(case=case)


def _rated_before(changes: Sequence[CaseChange]) -> list[CaseChange]:
    """Of those that are opened, hardly any: asked once for all of them. Of several cases of one submission the first: a rating is
    of what somebody submitted, and one of each counts."""
    first: dict[str, CaseChange] = {}
    for change in changes:
        first.setdefault(change.submission_id, change)
    hold(first)
    waiting = set(Rating.objects.filter(submission_id__in=first, case=None).values_list("submission_id", flat=True))
    return [change for name, change in first.items() if name in waiting]
