"""What this app holds of people: what they were to pay, and did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from central_platform.core.holdings import Holding, register
from central_platform.payments.models import PaymentRecord
from kiosk.domain.payments import yuan
from kiosk.domain.times import clock_text


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("payments", "缴费", _payments, _past))


def _payments(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in PaymentRecord.objects.filter(case__applicant_tag=tag):
        paid = clock_text(row.paid_at) if row.paid_at else ""
        yield {"number": row.number, "for": row.title, "yuan": yuan(row.fen), "state": row.get_state_display(), "paid": paid}


def _past(before: int) -> int:
    """Those whose code ended, or that were paid, before."""
    deleted: int = PaymentRecord.objects.filter(expires_at__lt=before, paid_at__lt=before).delete()[0]
    return deleted
