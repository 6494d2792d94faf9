"""The technician's code, as bytes: it opens its terminal on its day, and nothing else does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.technicians import FREE_TRIES, LONGEST_WAIT, CodeRefusal, TechnicianCode, wait_after
from kiosk.messages.identity_codes import person_code
from kiosk.messages.sealing import public_half
from kiosk.messages.signing import Signer, new_signing_key
from kiosk.messages.technician_code import LONGEST, PREFIX, is_pin, is_right_pin, read_code, technician_code
from tests.kiosk.session_samples import WALL

PLATFORM, OTHER = new_signing_key(), new_signing_key()
KEYS = [public_half(PLATFORM)]
TODAY, HERE, PIN = date(2026, 11, 22), "T310199001", "27182818"
GOOD = technician_code(Signer(PLATFORM), HERE, "chen.wei", TODAY, PIN, "j" * 22, WALL)
SIGNS = st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def judged(text: str, terminal: str = HERE, today: date = TODAY, doubtful: bool = False) -> TechnicianCode | CodeRefusal:
    return read_code(text, KEYS, terminal, today, doubtful)


def test_a_code_opens_its_terminal_on_its_day() -> None:
    code = judged(GOOD)
    assert isinstance(code, TechnicianCode)
    assert (code.technician, code.nonce) == ("chen.wei", "j" * 22)
    assert is_right_pin(code, PIN)
    assert not is_right_pin(code, "27182819")
    assert PIN not in GOOD
    assert len(GOOD) < LONGEST
    assert judged(f"\r\n{GOOD.lower()}\r\n") == code, "as a scanner with Caps Lock types it"


def test_a_code_opens_no_other_terminal() -> None:
    assert judged(GOOD, terminal="T310199002") is CodeRefusal.OTHER_TERMINAL


@given(st.integers(-400, 400).filter(bool))
def test_a_code_opens_on_no_other_day(days: int) -> None:
    assert judged(GOOD, today=TODAY + timedelta(days)) is CodeRefusal.OTHER_DAY


@given(st.integers(-400, 400))
def test_a_doubtful_clock_takes_no_code_that_has_ended(days: int) -> None:
    """Such a clock stands at the earliest time that it can be: a later day may be today."""
    came = judged(GOOD, today=TODAY + timedelta(days), doubtful=True)
    assert isinstance(came, TechnicianCode) is (days <= 0)


@given(at=st.integers(0, len(GOOD) - 1), sign=SIGNS)
def test_a_code_with_one_sign_changed_opens_nothing(at: int, sign: str) -> None:
    changed = GOOD[:at] + sign + GOOD[at + 1 :]
    if changed != GOOD:
        assert judged(changed) in (CodeRefusal.FORGED, CodeRefusal.NOT_A_CODE)


@given(st.integers(0, len(GOOD) - 1))
def test_a_code_that_was_cut_is_none(length: int) -> None:
    assert judged(GOOD[:length]) is CodeRefusal.NOT_A_CODE


@given(st.text(max_size=80) | st.text(SIGNS, max_size=200).map(lambda body: f"{PREFIX}{len(body):04d}{body}"))
def test_no_text_that_was_made_up_opens_anything(text: str) -> None:
    assert judged(text) in (CodeRefusal.FORGED, CodeRefusal.NOT_A_CODE)


def test_neither_another_signer_nor_another_kind_opens_anything() -> None:
    by_other = technician_code(Signer(OTHER), HERE, "chen.wei", TODAY, PIN, "j" * 22, WALL)
    persons = person_code(Signer(PLATFORM), "w" * 140, "j" * 24, WALL)[8:]
    assert judged(by_other) is CodeRefusal.FORGED
    assert judged(f"{PREFIX}{len(persons):04d}{persons}") is CodeRefusal.FORGED


@pytest.mark.parametrize("technician", ["", "a" * 33, "陈伟", "a b", "a\nb", "<b>"])
def test_a_name_that_may_not_stand_in_the_audit_log_opens_nothing(technician: str) -> None:
    assert judged(technician_code(Signer(PLATFORM), HERE, technician, TODAY, PIN, "j" * 22, WALL)) is CodeRefusal.FORGED


@pytest.mark.parametrize(
    "typed", ["", "1234567", "123456789", "11111111", "12345678", "87654321", "90123456", "1234567a", "１２３４５６７９"]
)
def test_what_anybody_would_try_first_is_no_pin(typed: str) -> None:
    assert not is_pin(typed)
    assert is_pin(PIN)


@settings(max_examples=50)
@given(st.integers(0, 200))
def test_the_wait_grows_with_each_wrong_pin(wrong: int) -> None:
    assert wait_after(wrong) <= wait_after(wrong + 1) <= LONGEST_WAIT
    assert bool(wait_after(wrong)) is (wrong >= FREE_TRIES)
    assert sum(1 for tried in range(200) if sum(map(wait_after, range(tried))) < 86_400) < 16, "so many in a day at the most"
