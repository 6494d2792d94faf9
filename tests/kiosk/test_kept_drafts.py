"""What is taken along is locked with the whole of what a card gave: the same card opens it anywhere, and nothing else does."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.sample_people import sample_person
from kiosk.messages.kept_drafts import CannotOpenDraft, DraftContent, DraftLock
from tests.kiosk.session_samples import CODE, card_of

NONCE = bytes(range(12))
BLOCK = card_of("wang").block


def content(**change: Any) -> DraftContent:
    return DraftContent(implementation_code=CODE, catalogue_version="2026.1", answers={"why": "照顾孙女"}, **change)


KEYS = st.text("abcdefgh_", max_size=8)


@given(st.binary(min_size=1), st.dictionaries(KEYS, st.text(max_size=20) | st.integers(0, 10**9), max_size=5))
def test_the_same_card_opens_what_it_locked(block: bytes, answers: dict[str, Any]) -> None:
    here, elsewhere = DraftLock(block), DraftLock(block)
    kept = DraftContent(implementation_code=CODE, catalogue_version="1", answers=answers, told=["a"], filled=["b"])
    assert elsewhere.holder == here.holder
    assert elsewhere.open(elsewhere.item(CODE), here.seal(kept, NONCE)) == kept


@given(st.binary(min_size=1, max_size=40), st.binary(min_size=1, max_size=40))
def test_another_card_finds_and_opens_nothing(block: bytes, other: bytes) -> None:
    if block == other:
        return
    lock, wrong = DraftLock(block), DraftLock(other)
    assert lock.holder != wrong.holder
    assert lock.item(CODE) != wrong.item(CODE)
    with pytest.raises(CannotOpenDraft):
        wrong.open(wrong.item(CODE), lock.seal(content(), NONCE))


@given(st.data())
def test_one_changed_bit_opens_nothing(data: st.DataObject) -> None:
    lock = DraftLock(BLOCK)
    box = bytearray(base64.urlsafe_b64decode(lock.seal(content(), NONCE)))
    at = data.draw(st.integers(0, len(box) * 8 - 1))
    box[at // 8] ^= 1 << at % 8
    with pytest.raises(CannotOpenDraft):
        lock.open(lock.item(CODE), base64.urlsafe_b64encode(bytes(box)).decode())


@given(st.text(max_size=80))
def test_what_is_no_draft_opens_nothing(sealed: str) -> None:
    with pytest.raises(CannotOpenDraft):
        DraftLock(BLOCK).open(DraftLock(BLOCK).item(CODE), sealed)


def test_a_draft_is_of_the_service_whose_tag_it_has() -> None:
    lock = DraftLock(BLOCK)
    with pytest.raises(CannotOpenDraft):
        lock.open(lock.item("2" * 31), lock.seal(content(), NONCE))


def test_neither_tags_nor_box_say_whose_it_is() -> None:
    person, lock = sample_person("wang"), DraftLock(BLOCK)
    sent = lock.holder + lock.item(CODE) + base64.urlsafe_b64decode(lock.seal(content(), NONCE)).hex()
    for text in (person.number, person.name, CODE, "照顾孙女"):
        assert text not in sent
        assert text.encode().hex() not in sent
    assert len(lock.holder) == len(lock.item(CODE)) == 32
