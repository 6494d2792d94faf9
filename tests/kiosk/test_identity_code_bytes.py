"""Codes that show who somebody is, as bytes: genuine where everything is, and never where anything is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.codes import CutCode, PaperCode, PersonCode, known_code, person_code_text
from kiosk.domain.identity_codes import PAPER_DAYS, PaperGround, is_paper_code, paper_code, paper_ground, paper_until
from kiosk.domain.parties import Citizen, evidence_of
from kiosk.messages.contents import EvidenceContent
from kiosk.messages.identity_codes import LIFETIME, PAPER_LONGEST, person_code, read_person_code
from kiosk.messages.presented_licence import presented_code
from kiosk.messages.sealing import public_half
from kiosk.messages.signed_codes import LONGEST
from kiosk.messages.signing import BadSignature, Signer, claimed, identity_claim, new_signing_key, verified
from tests.kiosk.session_samples import REFERENCE, WALL, card_of, phone_code_of

PLATFORM, TERMINAL = new_signing_key(), new_signing_key()
KEYS = [public_half(PLATFORM)]
GOOD = person_code(Signer(PLATFORM), "w" * 140, "j" * 24, WALL)
TODAY = date(2026, 11, 22)
SIGNS = st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_a_code_says_whose_it_is_and_for_how_long() -> None:
    stated = read_person_code(GOOD, KEYS)
    assert (stated.who, stated.iat, stated.exp, stated.jti) == ("w" * 140, WALL, WALL + LIFETIME, "j" * 24)
    assert known_code(GOOD) == PersonCode(GOOD)
    assert len(GOOD) < LONGEST


@given(at=st.integers(0, len(GOOD) - 1), sign=SIGNS)
def test_a_code_with_one_sign_changed_is_none(at: int, sign: str) -> None:
    changed = GOOD[:at] + sign + GOOD[at + 1 :]
    if changed != GOOD:
        with pytest.raises(BadSignature):
            read_person_code(changed, KEYS)


@given(st.integers(1, len(GOOD) - 1))
def test_a_code_that_was_cut_is_known_as_cut(length: int) -> None:
    assert known_code(GOOD[:length]) in (CutCode(), None)
    with pytest.raises(BadSignature):
        read_person_code(GOOD[:length], KEYS)


@given(st.text(max_size=60) | st.text(SIGNS, max_size=200).map(person_code_text))
def test_no_text_that_was_made_up_is_a_code(text: str) -> None:
    with pytest.raises(BadSignature):
        read_person_code(text, KEYS)


def test_neither_another_signer_nor_another_kind_will_do() -> None:
    licence = presented_code(Signer(PLATFORM), "h" * 24, "l" * 24, "j" * 24, WALL)
    for text in (person_code(Signer(TERMINAL), "w" * 140, "j" * 24, WALL), licence, person_code_text(licence[8:])):
        with pytest.raises(BadSignature):
            read_person_code(text, KEYS)


@given(st.binary(min_size=17, max_size=17))
def test_a_code_on_paper_is_read_as_it_was_made(random: bytes) -> None:
    code = paper_code(random)
    assert is_paper_code(code)
    assert len(code) <= PAPER_LONGEST
    assert known_code(code) == known_code(code.lower()) == PaperCode(code), "a scanner with Caps Lock on"
    assert known_code(code[:-1]) == CutCode()


@given(st.text(max_size=40))
def test_what_begins_as_a_code_on_paper_is_whole_or_cut(rest: str) -> None:
    known = known_code(f"LX1-{rest}")
    assert known is None or isinstance(known, (PaperCode, CutCode))
    if isinstance(known, PaperCode):
        assert is_paper_code(known.text)


@pytest.mark.parametrize(
    ("birth", "disabled", "ground"),
    [
        (date(1966, 11, 22), False, PaperGround.SENIOR),
        (date(1966, 11, 23), False, None),
        (date(1966, 11, 23), True, PaperGround.DISABLED),
        (date(2008, 11, 22), False, None),
        (date(2008, 11, 23), False, PaperGround.MINOR),
        (date(1940, 1, 1), True, PaperGround.SENIOR),
    ],
)
def test_who_may_have_one_on_paper(birth: date, disabled: bool, ground: PaperGround | None) -> None:
    assert paper_ground(birth, disabled, TODAY) is ground


def test_a_paper_is_good_for_180_days() -> None:
    assert (paper_until(TODAY) - TODAY).days == PAPER_DAYS == 180


def test_a_terminals_statement_names_the_reference_of_a_code_alone() -> None:
    def claims(card: Any) -> dict[str, Any]:
        evidence = evidence_of(card, "a reader", WALL)
        signed = identity_claim(Signer(TERMINAL), "T0001", Citizen(card.name, card.number), evidence, WALL)
        assert claimed(signed, "terminal") == "T0001"
        return verified(signed, "identity", [public_half(TERMINAL)])

    told = claims(phone_code_of("wang"))
    assert (told["assurance"], told["shown"], told["reference"]) == ("CODE", "phone-code", REFERENCE)
    assert "reference" not in claims(card_of("wang")), "to platforms of before it is as it was"


def test_evidence_of_before_has_no_reference() -> None:
    assert EvidenceContent.model_validate({"shown": "resident", "read_at": 1}).reference == ""
