"""送达 by courier: how far a result is on its way, as far as the courier has told."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value


class DeliveryState(StrEnum):
    """A state that only a newer platform names is UNKNOWN here."""

    WAITING = "WAITING"  # not handed over yet
    POSTED = "POSTED"
    MOVING = "MOVING"
    OUT = "OUT"  # on its last way
    DELIVERED = "DELIVERED"
    RETURNED = "RETURNED"  # nobody took it: it is back at the centre, or on its way there
    REFUSED = "REFUSED"  # the courier does not go there
    COLLECT = "COLLECT"  # it is collected at the centre instead
    UNKNOWN = "UNKNOWN"

    @classmethod
    def _missing_(cls, value: object) -> DeliveryState:
        return cls.UNKNOWN


ENDED = frozenset({DeliveryState.DELIVERED, DeliveryState.RETURNED, DeliveryState.REFUSED, DeliveryState.COLLECT})

DELIVERY_WORDS: Mapping[DeliveryState, LocalizedText] = {
    DeliveryState.WAITING: LocalizedText("准备寄出", "to be sent"),
    DeliveryState.POSTED: LocalizedText("已寄出", "sent"),
    DeliveryState.MOVING: LocalizedText("在路上", "on its way"),
    DeliveryState.OUT: LocalizedText("今天派送", "out for delivery"),
    DeliveryState.DELIVERED: LocalizedText("已签收", "delivered"),
    DeliveryState.RETURNED: LocalizedText("没有送到，退回了", "nobody took it; it comes back"),
    DeliveryState.REFUSED: LocalizedText("这个地址送不到", "the courier does not go there"),
    DeliveryState.COLLECT: LocalizedText("改为到窗口领取", "to be collected at the counter"),
    DeliveryState.UNKNOWN: LocalizedText("以窗口为准", "ask the counter"),
}


class Delivery(Value):
    """``waybill``: the courier's number, "" while there is none; ``at``: of the last that was told, seconds since 1970."""

    state: DeliveryState
    waybill: str = ""
    at: int = 0
