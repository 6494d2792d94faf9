"""Ratings as terminals bring them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pydantic import ValidationError

from central_platform.cases.services import case_key
from central_platform.intake.kinds import Arrival, Taken
from central_platform.ratings.models import Rating
from central_platform.ratings.services import answer_due
from central_platform.terminals.services import Terminal
from kiosk.messages.contents import RatingContent
from kiosk.messages.models import Message

LATEST = 10**12  # seconds since 1970: what is later is no time


class RatingHandler:
    """`central_platform.intake.kinds.Handler` of ratings: each is kept once by its id."""

    kind = "rating"
    schema = 2
    sealed_since = 2

    def read(self, message: Message, plain: bytes, terminal: Terminal, now: int) -> RatingContent | None:
        """The rating; None where it is none, or names another message."""
        try:
            report = RatingContent.model_validate_json(plain)
        except (ValidationError, ValueError):
            return None
        return report if report.report_id == message.message_id else None

    def known(self, ids: Collection[str]) -> Mapping[str, Taken]:
        """None: to take a rating twice changes nothing, so nothing is looked up first."""
        return {}

    def take(self, arrivals: Sequence[Arrival], terminal: Terminal, now: int) -> Sequence[Taken]:
        """Keep each rating once, tied to its case where there is one, with the day by which it is to be answered."""
        for arrival in arrivals:
            _keep(arrival.content, terminal, now)
        return [Taken(arrival.digest) for arrival in arrivals]


def _keep(report: RatingContent, terminal: Terminal, now: int) -> None:
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
