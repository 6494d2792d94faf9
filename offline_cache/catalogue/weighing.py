"""What each unit that was typed is worth in one catalogue. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kiosk.domain.values import Value
from offline_cache.catalogue.tokens import AROUND
from offline_cache.catalogue.units import Unit

_MOST_UNITS = 18  # of a long sentence


class Weighed(Value):
    """A unit (`offline_cache.catalogue.units.Unit`) in this catalogue. ``ways``: token and what it is worth, the best first.
    ``slip``: what only sounds like it is among them."""

    ways: tuple[tuple[str, float], ...]
    slip: bool = False


def weighed(units: Sequence[Unit], counts: Mapping[str, int], items: int) -> list[Weighed]:
    """Rarer tokens are worth more (the inverse document frequency of BM25). Units that no item has are left out: they tell
    nothing. Of a long sentence the units that tell most are taken.

    Args:
        units: what was typed.
        counts: how many items have each token; those that none has are missing.
        items: how many there are.
    """
    found = []
    for unit in units:
        ways = [(token, factor) for token, factor in unit.ways if token in counts]
        known = any(not token.startswith(AROUND) for token, _ in ways)
        slip = unit.slip is not None and not known and unit.slip[0] in counts
        if slip and unit.slip:
            ways.append(unit.slip)
        if ways:
            worth = [(token, factor * _rarity(counts[token], items)) for token, factor in ways]
            found.append(Weighed(tuple(sorted(worth, key=lambda way: -way[1])), slip))
    return sorted(found, key=lambda unit: -unit.ways[0][1])[:_MOST_UNITS]


def _rarity(count: int, items: int) -> float:
    return math.log(1 + (items - count + 0.5) / (count + 0.5))


def worth_of_all(known: Sequence[Weighed], typed: int) -> float:
    """What all that was typed would be worth: what nobody knows counts as much as what is known, or the little that is known of
    something else would count as the whole.

    Args:
        known: what `weighed` left.
        typed: how many units there were.
    """
    return sum(unit.ways[0][1] for unit in known) * max(typed / len(known), 1.0) if known else 1.0
