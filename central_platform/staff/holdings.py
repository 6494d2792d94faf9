"""What this app holds of people: who of staff looked at them, and what staff did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from central_platform.core import clock
from central_platform.core.holdings import Holding, register
from central_platform.staff.models import Forgetting, StaffAct, StaffLook
from central_platform.staff.written_once import NEVER_WITHIN
from kiosk.domain.times import clock_text

LEAST_DAYS = NEVER_WITHIN + 1  # six months have 184 days at the most (《网络安全法》第二十三条第三项)


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("staff-looks", "工作人员查看记录", _looks, _forgets(StaffLook), least_days=LEAST_DAYS))
    register(Holding("staff-acts", "工作人员操作记录", lambda tag: (), _forgets(StaffAct), least_days=LEAST_DAYS))


def _looks(tag: str) -> Iterator[Mapping[str, Any]]:
    """When, how and why; not who it was, who is a person too: auditors know."""
    for row in StaffLook.objects.filter(person_tag=tag).order_by("at"):
        yield {"at": clock_text(row.at), "page": row.page, "how": row.get_kind_display(), "why": row.get_reason_display()}


def _forgets(model: type[StaffLook] | type[StaffAct]) -> Callable[[int], int]:
    def past(before: int) -> int:
        """The one way in which they go: the bound first, which the database asks for (`written_once`)."""
        rows = model._base_manager.filter(at__lt=before)
        if not rows.exists():
            return 0
        Forgetting.objects.create(at=clock.now(), name=model._meta.db_table, before=before)
        return rows._raw_delete("default")

    return past
