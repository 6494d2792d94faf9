"""What a case costs, where that is paid through this platform."""

from __future__ import annotations

from django.conf import settings

from kiosk.domain.service_items import ServiceItem


def due_here(item: ServiceItem | None) -> int:
    """In fen; 0 for an item that is free, whose fee is asked at the counter, or where no payment service is set."""
    return (item.guide.fee.fen or 0) if item and settings.PAYMENT_SERVICE else 0
