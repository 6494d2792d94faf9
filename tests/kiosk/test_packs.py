"""Packs and deltas: a delta gives, line for line, what the whole pack gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.packs import (
    PackFault,
    apply_delta,
    is_version,
    make_delta,
    read_keys,
    read_revocations,
    root_fingerprint,
    squeeze,
    text_sha256,
    unpack,
    version_order,
)
from tests.campaign import examples

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
catalogues = st.dictionaries(st.integers(0, 30).map(lambda n: f"{n:031d}"), texts, max_size=12)


def text_of(version: str, items: dict[str, str], notice: str = "", **header_keys: Any) -> bytes:
    header: dict[str, Any] = {"format": 1, "items": len(items), "version": version, "notice": notice, **header_keys}
    lines = [header, *({"item": {"implementation_code": code, "name": items[code]}} for code in sorted(items))]
    return b"".join(canonical_bytes(line) + b"\n" for line in lines)


@examples(300)
@given(catalogues, catalogues, texts)
def test_a_delta_gives_the_signed_text(old: dict[str, str], new: dict[str, str], notice: str) -> None:
    """Whatever was added, removed or changed, marks of a line's end in the text among it."""
    older, newer = text_of("1.1", old), text_of("1.2", new, notice)
    made = apply_delta(older, make_delta(older, newer))
    assert text_sha256(made) == text_sha256(newer)
    assert unpack(squeeze(made)) == newer


def test_a_delta_holds_what_changed_and_no_more() -> None:
    old = {f"{n:031d}": f"item {n} " + "x" * 50 for n in range(200)}
    new = {**old, f"{7:031d}": "another name"}
    del new[f"{9:031d}"]
    plain = unpack(make_delta(text_of("1.1", old), text_of("1.2", new)))
    assert plain.count(b"\n") == 3, "two headers and one item"
    assert b"another name" in plain


def test_a_delta_holds_of_the_header_what_changed() -> None:
    kinds: dict[str, Any] = {"kinds": ["kind " + "x" * 50] * 400}
    older, newer = text_of("1.1", {}, **kinds, old=1), text_of("1.2", {}, notice="new", **kinds)
    delta = make_delta(older, newer)
    assert len(unpack(delta)) < 400
    assert apply_delta(older, delta) == newer


def test_a_delta_of_the_first_format_is_still_read() -> None:
    older, newer = text_of("1.1", {"1": "a"}, notice="x"), text_of("1.2", {"1": "b"})
    about, _, line = unpack(make_delta(older, newer)).splitlines()
    first = about.replace(b'"format":2', b'"format":1')
    assert apply_delta(older, squeeze(b"\n".join([first, newer.splitlines()[0], line]) + b"\n")) == newer


def test_a_delta_for_another_pack_is_refused() -> None:
    one, two, three = (text_of(f"1.{n}", {f"{n:031d}": "x"}) for n in (1, 2, 3))
    with pytest.raises(PackFault):
        apply_delta(three, make_delta(one, two))


@examples(300)
@given(st.data())
def test_no_delta_makes_it_raise_anything_else(data: st.DataObject) -> None:
    older, newer = text_of("1.1", {"1": "a"}), text_of("1.2", {"1": "b", "2": "c"})
    delta = make_delta(older, newer)
    plain = unpack(delta)
    place = data.draw(st.integers(0, len(plain)))
    junk = data.draw(st.binary(max_size=20))
    for spoilt in (squeeze(plain[:place] + junk + plain[place + 1 :]), squeeze(plain[:place]), delta[: place % len(delta)], junk):
        try:
            made = apply_delta(older, spoilt)
        except PackFault:
            continue
        assert isinstance(made, bytes), "for the signed hash to judge"


def test_gzip_within_bounds() -> None:
    with pytest.raises(PackFault):
        unpack(squeeze(b" " * 1_000_001), 1_000_000)
    assert unpack(squeeze(b" " * 1_000_000), 1_000_000)
    for spoilt in (b"", squeeze(b"x") + b"y", squeeze(b"x")[:-1], squeeze(b"x") * 2):
        with pytest.raises(PackFault):
            unpack(spoilt)


@pytest.mark.parametrize("text", ["", "1.", ".1", "1..2", "a", "1\n", "../1", "１", "1" * 10, "1.1.1.1.1.1.1", None, 7])
def test_no_versions(text: Any) -> None:
    assert not is_version(text)
    with pytest.raises(ValueError, match="version"):
        version_order(text)


def test_versions_are_ordered_by_number() -> None:
    assert version_order("2026.11.22.9") < version_order("2026.11.22.10") < version_order("2027")


@given(st.binary(max_size=60) | st.sampled_from([b"{}", b"[]", b'{"format":1}', b"[" * 5000]))
def test_small_files_are_read_strictly(data: bytes) -> None:
    for read in (read_keys, read_revocations):
        with pytest.raises(PackFault):
            read(data)


def test_a_newer_format_says_so_and_a_private_key_is_no_key() -> None:
    with pytest.raises(PackFault) as fault:
        read_keys(b'{"format":2,"whatever":1}')
    assert fault.value.newer
    key = {"kid": "a"}
    good = {"format": 1, "issued_at": 1, "seal_with": "a", "sealing": [key], "verification": [key]}
    assert read_keys(canonical_bytes(good)).sealing_key == key
    wrong: list[dict[str, object]] = [
        {"seal_with": "b"},
        {"sealing": [{"kid": "a", "d": "secret"}]},
        {"verification": []},
        {"sealing": [{"x": "1"}]},
    ]
    for bad in wrong:
        with pytest.raises(PackFault):
            read_keys(canonical_bytes({**good, **bad}))


def test_a_fingerprint_is_of_both_roots_in_their_order() -> None:
    known = root_fingerprint(b"online", b"offline")
    assert len(known.replace(" ", "")) == 32
    assert len({known, root_fingerprint(b"offline", b"online"), root_fingerprint(b"onlin", b"eoffline")}) == 3
