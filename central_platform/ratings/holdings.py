"""What this app holds of people: how they rated their cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from central_platform.core.holdings import Holding, register
from central_platform.ratings.models import Rating, RatingAnswer
from kiosk.domain.times import clock_text


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("ratings", "好差评", _ratings, _past, _erase))


def _ratings(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in Rating.objects.filter(case__applicant_tag=tag).order_by("received_at"):
        answers = [{"at": clock_text(one.at), "answer": one.answer} for one in row.answers.all()]
        yield {"at": clock_text(row.received_at), "level": row.get_level_display(), "answer": row.answer, "answers": answers}


def _past(before: int) -> int:
    return Rating.objects.filter(received_at__lt=before).delete()[1].get(Rating._meta.label, 0)


def _erase(tag: str) -> int:
    """The rating stays as a number, and belongs to no case and nobody."""
    RatingAnswer.objects.filter(rating__case__applicant_tag=tag).update(answer="")
    return Rating.objects.filter(case__applicant_tag=tag).update(case=None, submission_id="", answer="")
