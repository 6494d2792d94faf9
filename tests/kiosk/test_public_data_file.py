"""The file of public rows: read whole and checked when it comes, a data set at a time when somebody asks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.messages import public_data
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.packs import PackFault
from kiosk.messages.public_data import keys_in, read_public_data, rows_of
from tests.campaign import examples

DEPARTMENT = {"zh": "样板区民政局", "en": "Civil Affairs Bureau"}


def one(key: str = "canteens", **other: Any) -> dict[str, Any]:
    return {"key": key, "department": DEPARTMENT, "as_of": 5, "formats": {"name": "text"}, "rows": [{"name": "一食堂"}], **other}


def file_of(*data_sets: dict[str, Any], **other: Any) -> bytes:
    return canonical_bytes({"format": 1, "issued_at": 7, "data_sets": list(data_sets), **other})


GOOD = file_of(one(), one("clinics", rows=[]))


def test_a_data_set_is_found_by_its_key() -> None:
    assert keys_in(GOOD) == {"canteens", "clinics"}
    found = rows_of(GOOD, "canteens")
    assert found
    assert (found.department.en, found.as_of, found.rows) == ("Civil Affairs Bureau", 5, ({"name": "一食堂"},))
    assert rows_of(GOOD, "nothing") is None
    assert read_public_data(GOOD).data_sets[0] == found


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        GOOD[:-1],
        file_of(one(rows=[{"name": 5}])),
        file_of(one(rows=None)),
        file_of(one(as_of="today")),
        file_of(one(), one()),
    ],
)
def test_a_spoilt_file_is_refused(data: bytes) -> None:
    with pytest.raises(PackFault) as fault:
        read_public_data(data)
    assert not fault.value.newer


def test_a_newer_format_is_told_from_damage() -> None:
    with pytest.raises(PackFault) as fault:
        read_public_data(file_of(format=2, data_sets={}))
    assert fault.value.newer


def test_a_file_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_data, "LARGEST", len(GOOD))
    assert read_public_data(GOOD)
    with pytest.raises(PackFault, match="larger"):
        read_public_data(GOOD + b" ")


@examples(200)
@given(st.integers(0, len(GOOD)), st.binary(max_size=6))
def test_any_bytes_are_read_or_refused(at: int, noise: bytes) -> None:
    data = GOOD[:at] + noise + GOOD[at + len(noise) :]
    for read in (read_public_data, keys_in, lambda data: rows_of(data, "canteens")):
        try:
            read(data)
        except PackFault:
            continue
