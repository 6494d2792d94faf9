"""Ratings as terminals bring them."""

from __future__ import annotations

from django.db import transaction

from central_platform.cases.services import case_of
from central_platform.core.database import hold
from central_platform.intake.reports import LATEST
from central_platform.ratings.models import Rating
from central_platform.ratings.services import answer_due, tie_to
from central_platform.terminals.services import Terminal
from kiosk.messages.contents import RatingContent


def keep_rating(report: RatingContent, terminal: Terminal, now: int) -> None:
    """Keep the rating once, with the day by which it is to be answered. It is tied to its case where there is one, which came from
    the same terminal and has no rating yet; one that is not counts for no case."""
    with transaction.atomic():
        hold([report.submission_id])  # its case may be opened at this moment
        rating, made = Rating.objects.get_or_create(
            report_id=report.report_id,
            defaults={
                "submission_id": report.submission_id,
                "terminal": terminal,
                "level": report.level,
                "rated_at": min(report.rated_at, LATEST),
                "received_at": now,
                "answer_due": answer_due(report.level, str(Rating.Handling.ORDINARY), now),
            },
        )
    # None where the rating came before its submission: it is tied to the case when that is opened.
    if made and (case := case_of(report.submission_id, terminal)) is not None:
        tie_to(rating.pk, case)
