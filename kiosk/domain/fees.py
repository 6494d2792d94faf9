"""What an application costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain.rules import RuleFault, holds
from kiosk.domain.service_items import ServiceItem


def fen_due(item: ServiceItem, answers: Mapping[str, Any]) -> int | None:
    """By these answers, in fen; None where it is asked at the counter, or where the answers fit no rule."""
    fee = item.guide.fee
    filled: dict[str, Any] = dict.fromkeys(item.form.schema["properties"], "") if item.form else {}
    try:
        return next((case.fen for case in fee.cases if holds(case.when, {"answers": {**filled, **answers}})), fee.fen)
    except RuleFault:
        return None
