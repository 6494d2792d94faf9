"""What a case costs, where that is paid through this platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from kiosk.domain.fees import fen_due
from kiosk.domain.service_items import ServiceItem


def due_here(item: ServiceItem | None, answers: object) -> int:
    """In fen; 0 for an item that is free, whose fee is asked at the counter, or where no payment service is set.

    Args:
        item: that was applied for.
        answers: as they came, whatever they are.
    """
    if item is None or not settings.PAYMENT_SERVICE:
        return 0
    told: Mapping[str, Any] = answers if isinstance(answers, dict) else {}
    return fen_due(item, told) or 0
