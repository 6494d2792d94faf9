"""What is held of people, by kind: each app says of its own what it is, how it is told to whom it is about, and how it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Holding:
    """One kind of what is held.

    Attributes:
        kind: as the policy names it (``content/retention.yaml``).
        words: what it is, in Chinese.
        told: what is held of a person, by tag, readable by them.
        erased: deletes what may go of a person, by tag; how many rows went. None: nothing goes because somebody wishes it.
        past: deletes what is older than a time in seconds since 1970; how many rows went. None: nothing ever goes.
        least_days: that it is kept whatever a policy says, for a law has it so.
    """

    kind: str
    words: str
    told: Callable[[str], Iterable[Mapping[str, Any]]]
    past: Callable[[int], int] | None
    erased: Callable[[str], int] | None = None
    least_days: int = 1


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """To be called in an app's ``ready``."""
    _holdings[holding.kind] = holding


def holdings() -> tuple[Holding, ...]:
    """All kinds, those of an app before those of the apps that build on it."""
    return tuple(_holdings.values())
