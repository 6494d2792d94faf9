"""What counts as a signature, by what was drawn and not by how long its description is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.signatures import is_signature

JITTERED_DOT = "M500 200" + "L501 200L500 201L501 201L500 200" * 20


@pytest.mark.parametrize(
    ("path", "signed"),
    [
        ("", False),
        (JITTERED_DOT, False),
        ("M100 200L140 205", False),
        ("M100 200L900 200", True),  # 一
        ("M100 100L100 380M300 100L300 380", True),
        ("M100 100L101 101M900 300L901 301", False),  # two dots far apart
        ("M 10 10 L 200 60 L 300 10", True),
    ],
)
def test_what_was_drawn_decides(path: str, signed: bool) -> None:
    assert is_signature(path) is signed


@given(st.text(max_size=300))
def test_no_text_is_a_signature_by_chance(text: str) -> None:
    assert is_signature(text) in (True, False)


@given(st.lists(st.tuples(st.integers(480, 520), st.integers(180, 220)), min_size=1, max_size=200))
def test_whatever_stays_in_a_spot_is_none(points: list[tuple[int, int]]) -> None:
    assert not is_signature("M" + "L".join(f"{x} {y}" for x, y in points))
