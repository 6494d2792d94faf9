"""One measured figure, and how it stands to its peer."""

from __future__ import annotations

from kiosk.domain.values import Value


class Figure(Value):
    """``ratio``: value over peer. ``budget``: what the design asks, in words; ``met`` None where nothing is asked."""

    name: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    ratio: float | None = None
    budget: str = ""
    met: bool | None = None


def beside(name: str, value: float, unit: str, peer: str, peer_value: float, most: float) -> Figure:
    """A figure beside its peer's, in the same unit.

    Args:
        peer_value: not 0.
        most: the budget, as a ratio to the peer; met at exactly this, too.
    """
    ratio = value / peer_value
    return Figure(
        name, round(value, 3), unit, peer, round(peer_value, 3), round(ratio, 3), f"at most {most:g} of the peer", ratio <= most
    )
