"""Ratings as terminals bring them."""

from __future__ import annotations

from central_platform.cases.services import case_key
from central_platform.core.database import hold
from central_platform.intake.reports import LATEST
from central_platform.ratings.models import Rating
from central_platform.ratings.services import answer_due
from central_platform.terminals.services import Terminal
from kiosk.messages.contents import RatingContent


def keep_rating(report: RatingContent, terminal: Terminal, now: int) -> None:
    """Keep the rating once, tied to its case where there is one, with the day by which it is to be answered."""
    hold([report.submission_id])  # its case may be opened at this moment
    Rating.objects.get_or_create(
        report_id=report.report_id,
        defaults={
            "submission_id": report.submission_id,
            # None where the rating came before its submission: it is tied to the case when that is opened.
            "case_id": case_key(report.submission_id),
            "terminal": terminal,
            "level": report.level,
            "rated_at": min(report.rated_at, LATEST),
            "received_at": now,
            "answer_due": answer_due(report.level, str(Rating.Handling.ORDINARY), now),
        },
    )
