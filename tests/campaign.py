"""How long the searching tests search: bounded in everyday runs, for hours with ``SOAK=1``."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

from kiosk.domain.rules import holds

SOAK = os.environ.get("SOAK") == "1"
LONG_RUN = pytest.mark.skipif(not SOAK, reason="only in the long run")
EVERY_DAY = 2  # of the examples that a test names, one in so many is tried in the everyday run
SOAK_SEQUENCES = 10_000  # at the least, of every state machine

T = TypeVar("T")

_ALWAYS: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}


def register() -> None:
    # Bounded: the same examples every time, so that a run that was good stays good. Soak: other ones every time.
    settings.register_profile("bounded", max_examples=100 // EVERY_DAY, derandomize=True, **_ALWAYS)
    settings.register_profile("soak", max_examples=5_000, print_blob=True, **_ALWAYS)
    settings.load_profile("soak" if SOAK else "bounded")
    # celpy raises the recursion limit when it first evaluates; hypothesis would warn if that came in the middle of a search.
    holds("true", {})


def examples(bounded: int) -> settings:
    """For one test: fifty times so many examples in a campaign, and a part of them every day."""
    return settings(max_examples=bounded * 50 if SOAK else max(1, bounded // EVERY_DAY))


def one_of_each(whole: Sequence[T], kind: Callable[[T], Hashable]) -> Sequence[T]:
    """Of a long list of the same: the first of each kind, and in a campaign all."""
    if SOAK:
        return whole
    found: dict[Hashable, T] = {}
    for one in whole:
        found.setdefault(kind(one), one)
    return list(found.values())


def sequences(bounded: int, steps: int) -> settings:
    """For a state machine: sequences of so many steps, as many as of `examples`."""
    many = max(SOAK_SEQUENCES, bounded * 50) if SOAK else max(1, bounded // EVERY_DAY)
    return settings(max_examples=many, stateful_step_count=steps)
