"""What this app holds of people: where results were sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from central_platform.core.holdings import Holding, register
from central_platform.deliveries.models import DeliveryRecord
from kiosk.domain.times import clock_text


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("deliveries", "寄件", _deliveries, _past))


def _deliveries(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in DeliveryRecord.objects.filter(case__applicant_tag=tag):
        yield {
            "number": row.number,
            "receiver": row.receiver,
            "contents": row.contents,
            "waybill": row.waybill,
            "state": row.get_state_display(),
            "made": clock_text(row.made_at),
        }


def _past(before: int) -> int:
    deleted: int = DeliveryRecord.objects.filter(made_at__lt=before).delete()[0]
    return deleted
