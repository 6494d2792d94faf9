"""JSON is refused by its marks, before it is parsed."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_platform.core.bounded_json import DEEPEST, MOST_VALUES, TooMuch, read_json

MUCH = [b"[" + part * 1_000_000 for part in (b"{},", b"[", b"0,", b'"",', b'"a":', b'\\"",')]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda held: st.lists(held) | st.dictionaries(st.text(), held)
)


@given(_JSON)
def test_what_is_small_reads_as_ever(value: Any) -> None:
    for ascii_only in (True, False):
        text = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        try:
            expected = json.loads(text)
        except ValueError:
            with pytest.raises(ValueError, match=r"can't decode|JSON|delimiter|Expecting|char"):
                read_json(text)
        else:
            assert read_json(text) == expected


@pytest.mark.parametrize("text", MUCH)
def test_too_much_is_refused_and_costs_nothing(text: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(ValueError, match="too"):
        read_json(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * len(text) + 1_000_000


def test_as_deep_and_as_many_as_may_be_pass() -> None:
    assert read_json(b"[" * DEEPEST + b"]" * DEEPEST)
    assert len(read_json(json.dumps(list(range(MOST_VALUES - 1))).encode())) == MOST_VALUES - 1


def test_marks_within_texts_do_not_count() -> None:
    value = {"sealed": "{,[" * MOST_VALUES, 'a"[': '\\"' * MOST_VALUES}
    assert read_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize("text", [b'"' + b"\\" * 100_001, b'"' * 100_001, b'{"a":"' + b'\\"' * 50_000])
def test_what_is_broken_is_no_json_and_takes_no_time(text: bytes) -> None:
    with pytest.raises((json.JSONDecodeError, TooMuch)):
        read_json(text)
