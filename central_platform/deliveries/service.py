"""The courier's service, asked over HTTP as ``docs/deliveries.md`` says.

It may be asked everything again: an order by its number. What it has not said is not so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from django.conf import settings
from pydantic import Field, StringConstraints

from central_platform.core.outside import NoAnswer, Strict, ask
from kiosk.domain.deliveries import DeliveryState

__all__ = ["Moved", "NoAnswer", "is_set", "order", "track"]
_Word = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z-]+$")]
_TOLD = frozenset({DeliveryState.POSTED, DeliveryState.MOVING, DeliveryState.OUT, DeliveryState.DELIVERED, DeliveryState.RETURNED})


class _Ordered(Strict):
    number: _Word
    waybill: Annotated[str, StringConstraints(max_length=40, pattern=r"^[0-9A-Za-z-]*$")]
    refused: bool


class _Event(Strict):
    at: int = Field(ge=0, le=10**11)
    kind: str = Field(max_length=20)
    place: str = Field(max_length=100)


class _State(Strict):
    number: _Word
    events: list[_Event] = Field(max_length=100)


@dataclass(frozen=True)
class Moved:
    """``at``: seconds since 1970; ``place``: as the courier says it."""

    at: int
    state: DeliveryState
    place: str


def is_set() -> bool:
    """Whether this platform has a courier."""
    return bool(settings.COURIER_SERVICE)


def order(number: str, label: dict[str, Any]) -> str | None:
    """Have something fetched, or the same again.

    Args:
        number: of the delivery, never of another.
        label: ``sender`` and ``receiver`` with name, address and phone each, ``contents`` and ``quantity``: what the law wants on
            it, and nothing else of a person.

    Returns:
        The waybill's number; None where the courier does not go there.

    Raises:
        NoAnswer: it may be ordered or not.
    """
    told = _ask("/orders", {"number": number, **label}, _Ordered)
    if told.number != number or told.refused == bool(told.waybill):
        raise NoAnswer
    return told.waybill or None


def track(number: str) -> tuple[Moved, ...]:
    """What has happened to it, the oldest first. NoAnswer: nothing is known."""
    told = _ask("/orders/state", {"number": number}, _State)
    if told.number != number or any(event.kind not in _TOLD for event in told.events):
        raise NoAnswer
    moved = [Moved(event.at, DeliveryState(event.kind), event.place) for event in told.events]
    return tuple(sorted(moved, key=lambda one: one.at))


def _ask(path: str, body: dict[str, Any], answer: type[Any]) -> Any:
    return ask(settings.COURIER_SERVICE.rstrip("/") + path, settings.COURIER_TOKEN, body, answer)
