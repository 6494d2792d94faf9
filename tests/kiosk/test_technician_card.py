"""A technician's card, judged without network: by whom it was issued, until when, for what and where, and who signed."""

from __future__ import annotations

import os
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.technicians import CHALLENGE, CardRefusal, TechnicianCard, challenge
from kiosk.domain.values import replace
from kiosk.messages.packs import PackFault
from kiosk.messages.technician_card_list import TechnicianCards, read_technician_cards
from kiosk.messages.technician_cards import is_signed, judge_card
from tests.kiosk.session_samples import WALL
from tests.technician_cards import YEAR, Authority, p256, rsa_key

T = "T0001"
OURS, OTHERS = Authority(), Authority()
KEY, RSA = p256(), rsa_key()
GOOD = OURS.issue(KEY)


def judged(certificate: bytes, cards: TechnicianCards | None = None, at: int = WALL, doubtful: bool = False) -> Any:
    return judge_card(certificate, cards or OURS.listed(), T, at, doubtful)


@pytest.mark.parametrize("key", [KEY, RSA], ids=["P-256", "RSA-2048"])
def test_a_card_that_the_platform_issued_tells_its_technician(key: Any) -> None:
    certificate = OURS.issue(key, "li.na", terminals=f"T0002 {T}", serial=0xABC)
    assert judged(certificate) == TechnicianCard("li.na", "abc", certificate, WALL + YEAR)


@pytest.mark.parametrize(
    ("certificate", "refusal"),
    [
        (OTHERS.issue(KEY), CardRefusal.UNKNOWN),
        (OURS.issue(KEY, ends=WALL - 1), CardRefusal.EXPIRED),
        (OURS.issue(KEY, begins=WALL + 60), CardRefusal.NOT_YET),
        (OURS.issue(KEY, terminals="T0002 T00011"), CardRefusal.OTHER_TERMINAL),
        (OURS.issue(KEY, terminals=""), CardRefusal.OTHER_TERMINAL),
        (OURS.issue(KEY, purpose=ExtendedKeyUsageOID.CLIENT_AUTH), CardRefusal.OTHER_PURPOSE),
        (OURS.issue(KEY, purpose=ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE), CardRefusal.OTHER_PURPOSE),
        (OURS.issue(KEY, purpose=None), CardRefusal.OTHER_PURPOSE),
        (OURS.issue(KEY, usage=("key_encipherment",)), CardRefusal.OTHER_PURPOSE),
        (OURS.issue(KEY, "陈伟"), CardRefusal.OTHER_PURPOSE),
        (OURS.issue(KEY, "chen.wei\n"), CardRefusal.OTHER_PURPOSE),
        (OURS.issue(KEY, ca=True), CardRefusal.OTHER_PURPOSE),
        (OURS.issue(KEY, critical=True), CardRefusal.UNKNOWN),
        (OURS.issue(rsa_key(1024)), CardRefusal.UNKNOWN),
        (OURS.issue(ec.generate_private_key(ec.SECP384R1())), CardRefusal.UNKNOWN),
        (GOOD[:-1], CardRefusal.UNKNOWN),
        (b"", CardRefusal.UNKNOWN),
        (bytes(10_000), CardRefusal.UNKNOWN),
    ],
)
def test_any_other_card_leads_nowhere(certificate: bytes, refusal: CardRefusal) -> None:
    assert judged(certificate) is refusal


def test_a_name_and_a_key_of_the_authority_are_not_enough() -> None:
    """Another authority of the same name signs nothing that counts, nor does a card issue another."""
    impostor = Authority()
    impostor.certificate = OURS.certificate  # it names ours as its issuer
    assert judged(impostor.issue(KEY)) is CardRefusal.UNKNOWN
    impostor.key = KEY
    impostor.certificate = x509.load_der_x509_certificate(GOOD)
    assert judged(impostor.issue(p256())) is CardRefusal.UNKNOWN


def test_a_revoked_card_is_refused_whatever_the_clock_says() -> None:
    card = judged(GOOD)
    listed = OURS.listed(revoked=("1", card.serial))
    assert judged(GOOD, listed) is CardRefusal.REVOKED
    assert judged(GOOD, listed, at=0, doubtful=True) is CardRefusal.REVOKED


def test_a_clock_that_cannot_be_right_refuses_nothing_for_beginning_later() -> None:
    later = OURS.issue(KEY, begins=WALL + 60)
    assert isinstance(judged(later, doubtful=True), TechnicianCard)
    assert judged(OURS.issue(KEY, ends=WALL - 1), doubtful=True) is CardRefusal.EXPIRED, "what ended before has ended"


def test_both_authorities_count_after_a_new_one_was_made_until_the_old_one_ends() -> None:
    old, new = Authority(ends=WALL + YEAR), Authority()
    certificate = old.issue(KEY, ends=WALL + 2 * YEAR)
    listed = new.listed(old)
    assert isinstance(judged(certificate, listed), TechnicianCard)
    assert isinstance(judged(new.issue(KEY), listed), TechnicianCard)
    assert judged(certificate, listed, at=WALL + YEAR + 1) is CardRefusal.EXPIRED
    assert judged(certificate, new.listed()) is CardRefusal.UNKNOWN


def test_without_a_list_no_card_is_believed() -> None:
    assert judge_card(GOOD, None, T, WALL, False) is CardRefusal.NO_LIST
    assert judged(GOOD, TechnicianCards(1, WALL, ())) is CardRefusal.NO_LIST
    damaged = replace(OURS.listed(), authorities=("!", "AAAA", *OURS.listed().authorities))
    assert isinstance(judged(GOOD, damaged), TechnicianCard), "a damaged line takes no other with it"


def test_only_the_key_of_the_card_signs_and_only_what_was_asked() -> None:
    digest = challenge(bytes(CHALLENGE), T)
    good = KEY.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))
    assert is_signed(GOOD, digest, good)
    assert not is_signed(GOOD, challenge(bytes(CHALLENGE), "T0002"), good), "for another terminal"
    assert not is_signed(GOOD, challenge(b"\1" * CHALLENGE, T), good), "what was signed before"
    assert not is_signed(GOOD, digest, p256().sign(digest, ec.ECDSA(Prehashed(hashes.SHA256()))))
    certificate = OURS.issue(RSA)
    by_rsa = RSA.sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
    assert is_signed(certificate, digest, by_rsa)
    assert not is_signed(certificate, digest, by_rsa[:-1] + bytes((by_rsa[-1] ^ 1,)))
    assert not is_signed(GOOD, digest, by_rsa)
    assert not is_signed(b"", digest, good)


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=4), st.booleans())
def test_a_damaged_certificate_is_refused_and_ends_nothing(at: int, instead: bytes, longer: bool) -> None:
    damaged = GOOD[:at] + instead + GOOD[at + (0 if longer else len(instead)) :]
    found = judged(damaged)
    assert isinstance(found, CardRefusal) or damaged == GOOD
    assert not is_signed(damaged, bytes(32), instead)


@given(st.binary(max_size=300))
def test_whatever_a_card_gives_is_judged(data: bytes) -> None:
    assert judged(data) is CardRefusal.UNKNOWN
    assert not is_signed(data, bytes(32), data)
    assert not is_signed(GOOD, bytes(32), data)


@given(st.binary(max_size=60) | st.sampled_from([b"{}", b'{"format":1}', b'{"format":1,"issued_at":1,"authorities":"a"}']))
def test_the_list_is_read_strictly(data: bytes) -> None:
    with pytest.raises(PackFault):
        read_technician_cards(data)


def test_a_list_of_a_newer_format_says_so_and_a_longer_one_is_refused() -> None:
    with pytest.raises(PackFault) as fault:
        read_technician_cards(b'{"format":2}')
    assert fault.value.newer
    with pytest.raises(PackFault):
        read_technician_cards(b" " * 2_000_000)
    assert len({challenge(os.urandom(CHALLENGE), T) for _ in range(8)}) == 8
