"""What a guide says to whoever does not have a material."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.service_items import Material, ServiceItem
from kiosk.domain.without_paper import may_be_promised


def without_it(material: Material, item: ServiceItem, zh: bool) -> Iterator[str]:
    """That it may be brought later, and within how long; that a promise does.

    Args:
        material: of the item.
        item: which is applied for.
        zh: in Chinese, not in English.
    """
    if material.later:
        days = material.later.days
        asked = ("，以窗口为准" if zh else " (ask the counter)") if material.later.source is None else ""
        yield (f"没有的可以以后再交，{days}个工作日内" if zh else f"or brought later, within {days} working days") + asked
    wanted = {child.implementation_code for child in item.children if material.key in child.materials.values()} or {""}
    if may_be_promised(item.commitments, material.key, wanted):
        yield "也可以写承诺书，不用交" if zh else "or a signed promise does instead"
