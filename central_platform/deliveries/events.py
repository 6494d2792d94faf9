"""That a delivery has moved, announced in the transaction that writes it down."""

from __future__ import annotations

from dataclasses import dataclass

from django.dispatch import Signal

from kiosk.domain.deliveries import DeliveryState
from kiosk.domain.text import LocalizedText


@dataclass(frozen=True)
class DeliveryMoved:
    """``case``: primary key of its row; ``centre``: where it is collected, if it is; ``at``: seconds since 1970."""

    case: int
    state: DeliveryState
    waybill: str
    centre: LocalizedText
    at: int


delivery_moved = Signal()  # moved: DeliveryMoved


def announce_moved(moved: DeliveryMoved) -> None:
    """Tell all hearers; within the transaction."""
    delivery_moved.send(DeliveryMoved, moved=moved)
