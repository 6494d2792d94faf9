"""Sums over bitmaps are what adding up one item after the other gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache.catalogue.postings import FEW, best, packed, unpacked
from tests.campaign import examples

NUMBERS = st.sets(st.integers(1, 900), min_size=1, max_size=400).map(sorted)


@given(NUMBERS, st.integers(1, 1000))
def test_a_posting_has_what_was_packed(numbers: list[int], other: int) -> None:
    posting = unpacked(len(numbers), packed(numbers))
    assert posting.count == len(numbers)
    assert all(posting.has(number) for number in numbers)
    assert posting.has(other) is (other in numbers)
    assert bool(posting.few) is (len(numbers) <= FEW)


@examples(300)
@given(st.lists(st.tuples(st.integers(1, 40), NUMBERS), min_size=1, max_size=8), st.integers(1, 30))
def test_the_best_have_the_highest_sums(weighed: list[tuple[int, list[int]]], most: int) -> None:
    """Of those that only frequent tokens have, none that is left out has more than the last that is taken."""
    sums: dict[int, int] = {}
    for weight, numbers in weighed:
        for number in numbers:
            sums[number] = sums.get(number, 0) + weight
    found = best([(weight, unpacked(len(numbers), packed(numbers))) for weight, numbers in weighed], most)
    assert len(found) == len(set(found)) <= most
    totals = [sums[number] for number in found]
    assert totals == sorted(totals, reverse=True)
    if all(len(numbers) > FEW for _, numbers in weighed) or all(len(numbers) <= FEW for _, numbers in weighed):
        assert totals == sorted(sums.values(), reverse=True)[:most]
        assert found == sorted(found, key=lambda number: (-sums[number], number))


@pytest.mark.parametrize("most", [1, 3])
def test_of_equals_the_more_used_come_first(most: int) -> None:
    numbers = list(range(100, 300))
    assert best([(4, unpacked(len(numbers), packed(numbers)))], most) == numbers[:most]
