"""What this app holds of people: who of staff looked at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from central_platform.core.holdings import Holding, register
from central_platform.staff.models import StaffLook
from kiosk.domain.times import clock_text


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("staff-looks", "工作人员查看记录", _looks, None))


def _looks(tag: str) -> Iterator[Mapping[str, Any]]:
    """When, how and why; not who it was, who is a person too: auditors know."""
    for row in StaffLook.objects.filter(person_tag=tag).order_by("at"):
        yield {"at": clock_text(row.at), "page": row.page, "how": row.get_kind_display(), "why": row.get_reason_display()}
