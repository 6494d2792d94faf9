"""What this app holds of people beside the departments' own rows, which they answer for: who asked, and what was proved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from central_platform.core.holdings import Holding, register
from central_platform.shared_data.models import DataUse, ProvedMaterial
from kiosk.domain.times import clock_text


def register_holdings() -> None:
    """To be called when the app is ready."""
    register(Holding("data-uses", "共享数据的使用记录", _uses, _past_uses))
    register(Holding("proved-materials", "部门数据证明了的材料", _proved, _past_proved, _erase_proved))


def _uses(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in DataUse.objects.filter(subject_tag=tag).order_by("at"):
        yield {"at": clock_text(row.at), "data_set": row.data_set, "purpose": row.get_purpose_display(), "item": row.item}


def _past_uses(before: int) -> int:
    return DataUse.objects.filter(at__lt=before).delete()[0]


def _proved(tag: str) -> Iterator[Mapping[str, Any]]:
    for row in ProvedMaterial.objects.filter(subject_tag=tag).order_by("at"):
        yield {"at": clock_text(row.at), "item": row.item, "material": row.material}


def _past_proved(before: int) -> int:
    return ProvedMaterial.objects.filter(at__lt=before).delete()[0]


def _erase_proved(tag: str) -> int:
    return ProvedMaterial.objects.filter(subject_tag=tag).delete()[0]
