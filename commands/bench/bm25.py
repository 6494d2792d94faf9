"""The peer of a search by words: BM25 over single characters and pairs of them, any of which will do (Robertson and Zaragoza, The
probabilistic relevance framework: BM25 and beyond, 2009)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_K1, _B = 1.5, 0.75


class Bm25:
    """``texts``: what is searched, one for each item."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(_terms(text)) for text in texts]
        mean = sum(each.total() for each in counts) / len(texts)
        self._worth: dict[str, dict[int, float]] = {}  # of each term, by the texts' places
        for place, each in enumerate(counts):
            norm = _K1 * (1 - _B + _B * each.total() / mean)
            for term, count in each.items():
                self._worth.setdefault(term, {})[place] = count * (_K1 + 1) / (count + norm)
        for having in self._worth.values():
            rarity = math.log(1 + (len(texts) - len(having) + 0.5) / (len(having) + 0.5))
            having.update((place, worth * rarity) for place, worth in having.items())

    def best(self, query: str, most: int) -> list[int]:
        """Places of the texts that match best, the best first; none that matches not at all."""
        scores: Counter[int] = Counter()
        for term in _terms(query):
            scores.update(self._worth.get(term, {}))
        return sorted(scores, key=lambda place: (-scores[place], place))[:most]


def _terms(text: str) -> list[str]:
    letters = [c for c in text.lower() if c.isalnum()]
    return letters + [one + other for one, other in pairwise(letters)]
