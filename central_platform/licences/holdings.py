"""What this app holds of people: their licences, and what was shown on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from central_platform.core.holdings import Holding, register
from central_platform.licences.models import LicenceRecord, Presentation
from kiosk.domain.times import clock_text, day_of


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("licences", "电子证照", _licences, _past_licences))
    register(Holding("presentations", "亮证记录", _presentations, _past_presentations))


def _licences(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in LicenceRecord.objects.filter(holder=tag).defer("page").order_by("identifier"):
        days = {"valid_from": row.valid_from, "valid_until": row.valid_until, "revoked": row.revoked}
        yield {"identifier": row.identifier, "name": row.name.zh, "number": row.number, "details": row.details, **days}


def _past_licences(before: int) -> int:
    """Those that expired then; of a revoked one nobody wrote down when that was."""
    return LicenceRecord.objects.filter(valid_until__lt=day_of(before)).delete()[0]


def _presentations(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in Presentation.objects.filter(holder_tag=tag).order_by("at"):
        yield {"at": clock_text(row.at), "terminal": row.terminal_id, "licence": row.licence_identifier, "outcome": row.outcome}


def _past_presentations(before: int) -> int:
    return Presentation.objects.filter(at__lt=before).delete()[0]
