"""What this app holds: what nobody could open, of which nobody knows whose it is."""

from __future__ import annotations

from central_platform.core.holdings import Holding, register
from central_platform.intake.models import KeptItem


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("kept-items", "打不开、已处理的提交", lambda tag: (), _past))


def _past(before: int) -> int:
    return KeptItem.objects.filter(looked_into=True, received_at__lt=before).delete()[0]
