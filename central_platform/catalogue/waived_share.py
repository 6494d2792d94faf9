"""免交率: of the materials that offices gave, how many need not be handed in. Counted over a catalogue, with what was counted.

A material is counted once for each item that asks for it. Queries and printed copies are left out: nothing is handed in for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.domain.licences import ID_CARD
from kiosk.domain.service_items import ItemKind, Material, Origin, ServiceItem


@dataclass(frozen=True)
class WaivedShare:
    """What was counted.

    Attributes:
        by_card: the card that is read here is the material.
        by_licence: an electronic licence does, of whoever has it.
        by_record: no licence does, and a department's record does, of whoever is on record.
        handed_in: (item, material) of each that is handed in all the same, in Chinese.
        unsaid: materials of which nobody wrote who gives them; they are counted nowhere else.
    """

    by_card: int = 0
    by_licence: int = 0
    by_record: int = 0
    handed_in: tuple[tuple[str, str], ...] = field(default=())
    unsaid: int = 0

    @property
    def settled(self) -> int:
        """Without paper."""
        return self.by_card + self.by_licence + self.by_record

    @property
    def given_by_offices(self) -> int:
        """All that are counted."""
        return self.settled + len(self.handed_in)

    @property
    def percent(self) -> float | None:
        """Settled of all that offices gave; None where there is none."""
        return 100 * self.settled / self.given_by_offices if self.given_by_offices else None

    def in_chinese(self) -> str:
        """The share with its counts, for staff."""
        share = "—" if self.percent is None else f"{self.percent:.1f}%"
        return (
            f"免交率 {share}：政府部门核发的材料 {self.given_by_offices} 项次，现场读卡 {self.by_card}，"
            f"电子证照 {self.by_licence}，部门数据 {self.by_record}，"
            f"仍要交 {len(self.handed_in)}；另有 {self.unsaid} 项次没有写明来源，不计入"
        )


def waived_share(items: Iterable[ServiceItem]) -> WaivedShare:
    """Count the materials of all applications among these items.

    Source: 免交率 as the share of what the city's own departments issued that a licence or data settles (两个免于提交).
    """
    materials = [(item, one) for item in items if item.kind is ItemKind.TRANSACTION for one in item.guide.materials]
    offices = [(item, one) for item, one in materials if one.origin is Origin.OFFICE]
    return WaivedShare(
        by_card=sum(_is_card(one) for _, one in offices),
        by_licence=sum(bool(one.licences) and not _is_card(one) for _, one in offices),
        by_record=sum(bool(one.records) and not one.licences for _, one in offices),
        handed_in=tuple((item.name.zh, one.name.zh) for item, one in offices if not (one.licences or one.records)),
        unsaid=sum(one.origin is None for _, one in materials),
    )


def _is_card(material: Material) -> bool:
    return any(need.licence_type == ID_CARD for need in material.licences)
