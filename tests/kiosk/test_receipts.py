"""Receipts never claim more than is true, and never show who somebody is."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import Case, CaseState
from kiosk.domain.identifiers import mask_name, mask_number
from kiosk.domain.receipts import Code, Line, PaperDocument, ReceiptFacts, Row, TextSize, standing, submission_receipt
from kiosk.domain.sample_people import SAMPLE_PEOPLE
from tests.kiosk.session_samples import ITEM, TERMINAL, WALL, card_of, case_of, walk

TOKEN = "CQ1-0123456789ABCDEFGHJKMNPQRS"
CLAIMS = {
    "zh": {"已暂存", "已收件", "已受理", "已办结", "不予办理", "已撤回"},
    "en": {"Stored", "Received", "Accepted", "Done", "Refused", "Withdrawn"},
}
MAY_CLAIM: dict[CaseState | None, set[str]] = {
    None: {"已暂存", "Stored"},
    CaseState.RECEIVED: {"已收件", "Received"},
    CaseState.ACCEPTED: {"已受理", "Accepted"},
    CaseState.CORRECTION: {"已收件", "Received"},
    CaseState.APPROVED: {"已办结", "Done"},
    CaseState.REFUSED: {"不予办理", "Refused"},
    CaseState.WITHDRAWN: {"已撤回", "Withdrawn"},
}
STATES = [None, *CaseState]


def receipt(state: CaseState | None, language: str, key: str = "wang") -> PaperDocument:
    card = card_of(key)
    case = None if state is None else case_of(state)
    facts = ReceiptFacts(TERMINAL, ITEM.name, case, "T0001-261122-0001", TOKEN, WALL, card.name, card.number)
    return submission_receipt(facts, language)


def text_of(document: PaperDocument) -> str:
    return "\n".join(leaf for leaf in walk(document) if isinstance(leaf, str))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", STATES)
def test_a_receipt_claims_what_is_true_and_no_more(state: CaseState | None, language: str) -> None:
    text = text_of(receipt(state, language))
    claimed = {claim for claim in CLAIMS[language] if claim in text}
    assert claimed == MAY_CLAIM[state] & CLAIMS[language]
    large = [block.text for block in receipt(state, language).blocks if isinstance(block, Line) and block.size is TextSize.LARGE]
    assert any(claim in large[0] for claim in claimed), "the word is the largest on the paper"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_stored_receipt_has_no_case_and_promises_no_day(language: str) -> None:
    text = text_of(receipt(None, language))
    for claim in ("办件编号", "Case number", "20261122 000017", "最晚", "受理中心", "收件", "受理您", "has your application"):
        assert claim not in text
    assert ("还没有送出去" if language == "zh" else "it has not been sent yet") in text
    assert "T0001-261122-0001" in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", list(CaseState))
def test_a_case_is_named_by_its_number_with_what_comes_next_and_by_when(state: CaseState, language: str) -> None:
    case = case_of(state)
    document = receipt(state, language)
    text = text_of(document)
    assert "20261122 000017" in text
    assert case.next_step.in_language(language) in text
    assert case.acceptance_centre.in_language(language) in text
    assert any(isinstance(block, Row) and block.value == "2026-12-01" for block in document.blocks)


def test_no_day_is_promised_where_the_platform_promised_none() -> None:
    card = card_of("wang")
    case = Case("20261122000017", CaseState.RECEIVED, "1", ITEM.name, WALL, None, ITEM.name, ITEM.name)
    text = text_of(submission_receipt(ReceiptFacts(TERMINAL, ITEM.name, case, "T", TOKEN, WALL, card.name, card.number), "zh"))
    assert "最晚" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("key", [person.key for person in SAMPLE_PEOPLE])
def test_nobody_who_finds_the_paper_learns_who_it_was(key: str, state: CaseState | None, language: str) -> None:
    card = card_of(key)
    document = receipt(state, language, key)
    text = text_of(document)
    assert mask_name(card.name) in text
    assert mask_number(card.number) in text
    for secret in (card.name, card.name[1:], card.number, card.number[6:14], card.address):
        assert secret not in text


@pytest.mark.parametrize("state", STATES)
def test_the_code_to_ask_with_is_on_it_once(state: CaseState | None) -> None:
    document = receipt(state, "zh")
    assert [block.text for block in document.blocks if isinstance(block, Code)] == [TOKEN]
    assert text_of(document).count(TOKEN) == 1


def test_both_languages_say_the_same_things() -> None:
    for state in STATES:
        zh, en = receipt(state, "zh"), receipt(state, "en")
        assert [type(block) for block in zh.blocks] == [type(block) for block in en.blocks]
        for zh_block, en_block in zip(zh.blocks, en.blocks, strict=True):
            if isinstance(zh_block, Row) and isinstance(en_block, Row):
                assert zh_block.label != en_block.label
    assert "2026-11-22 10:00" in text_of(receipt(None, "zh"))


def test_every_state_of_a_case_has_its_word() -> None:
    said: list[Any] = [standing(None if state is None else case_of(state)) for state in STATES]
    assert len({word.zh for word, _ in said}) == len({word.en for word, _ in said}) == len(STATES)
