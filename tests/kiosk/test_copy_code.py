"""The code on a printed copy: genuine where everything is, and never where anything is not."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.domain.clock import TimeKnown
from kiosk.domain.codes import CopyCode, CutCode, copy_code_text, known_code
from kiosk.domain.licences import CopyChecked, CopyVerdict
from kiosk.messages.copy_code import LONGEST, MOST_FACTS, check_copy, copy_code
from kiosk.messages.packed_statements import base45, packed, unpacked
from kiosk.messages.sealing import public_half
from kiosk.messages.signing import Signer, new_signing_key, thumbprint
from tests.campaign import examples
from tests.kiosk.session_samples import WALL

PLATFORM = new_signing_key()
TERMINAL = new_signing_key()
KEYS = [public_half(PLATFORM)]
DAY = 86400
LICENCE = {"id": "1.2.156", "type": "hukou", "name": "户口簿", "holder": "王*", "until": "2027-01-01", "sha256": "ab" * 32}


def statement(**change: Any) -> str:
    return Signer(PLATFORM).sign("licence-statement", {**LICENCE, **change})


def certificate(key: dict[str, Any] = TERMINAL, terminal: str = "T0001", since: int = WALL - 30 * DAY) -> str:
    return Signer(PLATFORM).sign("terminal-certificate", {"terminal": terminal, "key": public_half(key), "iat": since})


def code(
    about: str | None = None,
    by: dict[str, Any] = TERMINAL,
    cert: str | None = None,
    serial: str = "YB0001-000001",
    at: int = WALL,
) -> str:
    return copy_code(about or statement(), cert or certificate(), Signer(by), serial, "入学入园", at)


GOOD = code()
PARTS = unpacked(GOOD[8:], 3)


def verdict(text: str, revoked: frozenset[str] = frozenset(), wall: int = WALL, **more: Any) -> CopyVerdict:
    return check_copy(text, KEYS, revoked, TimeKnown(wall, more.pop("doubtful", False)), **more).verdict


def test_a_genuine_copy_tells_what_it_is() -> None:
    assert check_copy(GOOD, KEYS, frozenset(), TimeKnown(WALL)) == CopyChecked(
        CopyVerdict.GENUINE, "户口簿", "王*", "入学入园", "YB0001-000001", "2026-11-22", "T0001"
    )
    assert len(GOOD) <= LONGEST


@pytest.mark.parametrize("revoked", ["YB0001-000001", "1.2.156"])
def test_a_revoked_copy_or_licence_counts_no_more(revoked: str) -> None:
    assert verdict(GOOD, frozenset({revoked, "x"})) is CopyVerdict.REVOKED
    assert verdict(GOOD, frozenset({"YB0001-00000", "YB0001-0000011"})) is CopyVerdict.GENUINE


def test_a_copy_by_a_stolen_terminal_counts_no_more_under_whatever_certificate() -> None:
    stolen = frozenset({thumbprint(TERMINAL)})
    assert verdict(GOOD, stolen) is CopyVerdict.REVOKED
    assert verdict(code(cert=certificate(terminal="T0009"), serial="YB0009-000001"), stolen) is CopyVerdict.REVOKED
    again = new_signing_key()
    assert verdict(code(by=again, cert=certificate(again)), stolen) is CopyVerdict.GENUINE, "enrolled again, with a new key"


def test_a_licence_counts_to_the_end_of_its_last_day() -> None:
    last = WALL + 40 * 86400  # 2027-01-01 10:00
    assert verdict(GOOD, wall=last) is CopyVerdict.GENUINE
    assert verdict(GOOD, wall=last + 86400) is CopyVerdict.EXPIRED
    assert verdict(GOOD, frozenset({"YB0001-000001"}), last + 86400) is CopyVerdict.REVOKED
    assert verdict(code(statement(until="")), wall=last * 2) is CopyVerdict.GENUINE


@pytest.mark.parametrize("serial", ["YB0002-000001", "YB0001-000000", "YB0001-00001", "YB0001-１２３４５６", "000001", ""])
def test_a_number_of_another_terminal_is_impossible(serial: str) -> None:
    assert verdict(code(serial=serial)) is CopyVerdict.IMPOSSIBLE


def test_a_day_to_come_is_impossible_unless_our_clock_is_wrong() -> None:
    year_2096 = code(statement(until=""), at=WALL + 70 * 365 * DAY)
    assert verdict(year_2096) is CopyVerdict.IMPOSSIBLE
    assert verdict(year_2096, doubtful=True) is CopyVerdict.GENUINE
    assert verdict(code(at=WALL + DAY)) is CopyVerdict.GENUINE, "their clock is a little ahead"


def test_a_day_before_the_terminal_had_its_key_is_impossible() -> None:
    assert verdict(code(at=WALL - 40 * DAY)) is CopyVerdict.IMPOSSIBLE


def test_a_key_that_was_replaced_counts_until_then() -> None:
    ended = {thumbprint(TERMINAL): WALL - 10 * DAY}
    assert verdict(code(at=WALL - 20 * DAY), ended=ended) is CopyVerdict.GENUINE
    assert verdict(code(at=WALL), ended=ended) is CopyVerdict.IMPOSSIBLE


def parts_of(text: str) -> list[str]:
    """Licence statement, terminal certificate, copy statement."""
    return list(unpacked(text[8:], 3))


def joined(*parts: str) -> str:
    return copy_code_text(packed(parts))


def earlier(*parts: str) -> str:
    """As copies had it before."""
    return "~".join(("LC1", *parts))


EARLIER = earlier(*PARTS)


def test_the_parts_of_two_copies_cannot_be_joined() -> None:
    other_licence, other_terminal = statement(id="9.9", name="房产证"), new_signing_key()
    other = code(other_licence, other_terminal, certificate(other_terminal, "T0002"), "YB0002-000001")
    for number in (0, 1, 2):
        mixed = parts_of(GOOD)
        mixed[number] = parts_of(other)[number]
        assert verdict(joined(*mixed)) is CopyVerdict.ALTERED, number
    assert verdict(other) is CopyVerdict.GENUINE


def test_the_parts_of_two_copies_of_one_terminal_cannot_be_joined() -> None:
    other = code(statement(id="9.9", name="房产证"))
    assert verdict(joined(*parts_of(GOOD)[:2], parts_of(other)[2])) is CopyVerdict.ALTERED
    assert verdict(joined(*parts_of(other)[:2], parts_of(GOOD)[2])) is CopyVerdict.ALTERED


def test_nobody_but_the_platform_makes_statements_and_terminals() -> None:
    own = Signer(TERMINAL)
    forged_statement = own.sign("licence-statement", LICENCE)
    forged_certificate = own.sign("terminal-certificate", {"terminal": "T0001", "key": public_half(TERMINAL)})
    assert verdict(code(forged_statement)) is CopyVerdict.NOT_OURS
    assert verdict(code(cert=forged_certificate)) is CopyVerdict.NOT_OURS
    namesake = new_signing_key()
    assert verdict(code(Signer(namesake).sign("licence-statement", LICENCE))) is CopyVerdict.NOT_OURS
    assert verdict(code(by=new_signing_key())) is CopyVerdict.ALTERED, "a key of the same name"
    assert check_copy(GOOD, [], frozenset(), TimeKnown(WALL)).verdict is CopyVerdict.NOT_OURS


def test_one_kind_of_statement_is_no_other() -> None:
    assert verdict(code(certificate())) is CopyVerdict.NOT_OURS
    assert verdict(code(cert=statement())) is CopyVerdict.NOT_OURS
    wrong = Signer(TERMINAL).sign("identity", {"s": "L1", "p": "x", "d": "x", "h": "x"})
    assert verdict(joined(*parts_of(GOOD)[:2], wrong)) is CopyVerdict.ALTERED


@pytest.mark.parametrize("claims", [{}, {"s": [], "p": "", "d": "", "h": ""}, {"h": None}])
def test_a_copy_statement_that_says_too_little_is_altered(claims: dict[str, Any]) -> None:
    made = Signer(TERMINAL).sign("licence-copy", claims)
    assert verdict(joined(*parts_of(GOOD)[:2], made)) is CopyVerdict.ALTERED


@pytest.mark.parametrize("key", [None, "x", {}, {"kid": "t1"}, {"kid": "t1", "kty": "OKP", "crv": "Ed25519", "x": "!"}, 7])
def test_a_certificate_with_an_impossible_key_is_no_terminal(key: Any) -> None:
    cert = Signer(PLATFORM).sign("terminal-certificate", {"terminal": "T0001", "key": key})
    assert verdict(code(cert=cert)) is CopyVerdict.ALTERED


@pytest.mark.parametrize(
    "text",
    [
        *("", "LC1", "LC1~~~", "LC2:0000", "LC2:0001A", "LC3" + GOOD[3:], GOOD + "AAA", "x" + GOOD, GOOD + "A" * LONGEST),
        *(
            GOOD.lower(),
            earlier(*PARTS, "x"),
            earlier(*PARTS[:2]),
            joined(*PARTS[:2]),
            joined(*PARTS, PARTS[0]),
            "https://example.com",
        ),
    ],
)
def test_other_codes_are_not_ours(text: str) -> None:
    assert check_copy(text, KEYS, frozenset(), TimeKnown(WALL)) == CopyChecked(CopyVerdict.NOT_OURS)


@examples(200)
@given(at=st.integers(0, len(GOOD) - 1), change=st.sampled_from("AZ09 $:z~é"))
def test_any_changed_character_is_found(at: int, change: str) -> None:
    damaged = GOOD[:at] + change + GOOD[at + 1 :]
    assume(damaged != GOOD)
    checked = check_copy(damaged, KEYS, frozenset(), TimeKnown(WALL))
    assert checked in (CopyChecked(CopyVerdict.ALTERED), CopyChecked(CopyVerdict.NOT_OURS)), "nothing is told of a forgery"


def test_every_fact_on_the_page_is_told() -> None:
    facts = [["持证人", "王秀英"], ["坐落", "样板区梧桐街道桂花路88弄6号301室"]]
    checked = check_copy(code(statement(facts=facts)), KEYS, frozenset(), TimeKnown(WALL))
    assert checked.verdict is CopyVerdict.GENUINE
    assert [list(pair) for pair in checked.facts] == facts


@pytest.mark.parametrize("facts", [None, 7, [["a"]], [["a", "b", "c"]], [["a", "b"]] * (MOST_FACTS + 1)])
def test_facts_that_are_none_make_it_altered(facts: Any) -> None:
    assert verdict(code(statement(facts=facts))) is CopyVerdict.ALTERED


def test_a_copy_of_before_is_checked_as_it_was() -> None:
    checked = check_copy(earlier(*PARTS), KEYS, frozenset(), TimeKnown(WALL))
    assert checked == check_copy(GOOD, KEYS, frozenset(), TimeKnown(WALL))


def test_a_code_is_known_whole_cut_and_typed_with_caps_lock() -> None:
    assert known_code(GOOD) == CopyCode(GOOD)
    assert known_code(GOOD.lower()) == CopyCode(GOOD)
    assert known_code(GOOD[:-1]) == CutCode()
    assert known_code(earlier(*PARTS)) == CopyCode(earlier(*PARTS))


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4))
def test_what_is_packed_comes_out_as_it_was(claims: list[bytes]) -> None:
    signer = Signer(PLATFORM)
    statements = tuple(signer.sign("x", {"of": one.hex()}) for one in claims)
    assert unpacked(packed(statements), len(statements)) == statements


def test_what_claims_to_be_endless_is_refused() -> None:
    bomb = base45(b"\0" * 192 + zlib.compress(b"\n" * 10_000_000))
    with pytest.raises(ValueError, match="no packed statements"):
        unpacked(bomb, 3)


@examples(400)
@given(at=st.integers(0, len(EARLIER) - 1), change=st.sampled_from("AZaz09-_.~=é"))
def test_any_changed_character_of_a_copy_of_before_is_found(at: int, change: str) -> None:
    damaged = EARLIER[:at] + change + EARLIER[at + 1 :]
    assume(damaged != EARLIER)
    checked = check_copy(damaged, KEYS, frozenset(), TimeKnown(WALL))
    if checked.verdict is CopyVerdict.GENUINE:
        # Spare bits at the end of a signature: the statement itself is untouched.
        assert checked == check_copy(GOOD, KEYS, frozenset(), TimeKnown(WALL))
        assert (damaged + "~")[at + 1] == "~"
    else:
        assert checked in (CopyChecked(CopyVerdict.ALTERED), CopyChecked(CopyVerdict.NOT_OURS)), "nothing is told of a forgery"


@given(st.text(max_size=200))
def test_no_text_makes_the_check_raise(text: str) -> None:
    assert verdict(text) is CopyVerdict.NOT_OURS
    assert verdict("LC1~" + text) is CopyVerdict.NOT_OURS
    assert verdict(copy_code_text(text)) is CopyVerdict.NOT_OURS
