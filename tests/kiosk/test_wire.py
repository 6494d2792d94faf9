"""Canonical bytes, seals and signatures: the same for the same, and nothing for anything else."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from joserfc import jwe, jws
from joserfc.jwk import OctKey, OKPKey
from pydantic import ValidationError

from kiosk.domain.cases import Case, Defect, DefectKind
from kiosk.domain.parties import Citizen, Evidence
from kiosk.domain.people import CardKind
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import decoded
from kiosk.messages import contents, models
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from kiosk.messages.sealing import CannotOpen, Sealer, new_sealing_key, open_sealed, public_half
from kiosk.messages.signing import BadSignature, Signer, client_assertion, identity_claim, new_signing_key, verified
from tests.campaign import examples
from tests.kiosk.session_samples import case_of

SEALING = new_sealing_key("seal-1")
SIGNING = new_signing_key()
OTHER = new_signing_key()
SEALED = Sealer(public_half(SEALING)).seal("王秀英".encode())
SIGNED = Signer(SIGNING).sign("identity", {"a": 1, "b": ["二"]})
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.text(st.characters(max_codepoint=127), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)


@given(VALUES)
def test_canonical_bytes_are_json_of_the_same_value(value: Any) -> None:
    assert json.loads(canonical_bytes(value)) == value


@given(st.dictionaries(KEYS, VALUES, max_size=6), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, Any], dice: Any) -> None:
    items = list(value.items())
    dice.shuffle(items)
    assert canonical_bytes(dict(items)) == canonical_bytes(value)


@given(VALUES, VALUES)
def test_other_values_have_other_bytes(one: Any, other: Any) -> None:
    assume(json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True))
    assert canonical_bytes(one) != canonical_bytes(other)


def test_keys_come_in_their_published_order() -> None:
    """RFC 8785, 3.2.3."""
    keys = ["b", "\r", "1", "a1", "a", "B", "_", "~"]
    written = json.loads(canonical_bytes(dict.fromkeys(keys, 0)), object_pairs_hook=lambda pairs: [key for key, _ in pairs])
    assert written == ["\r", "1", "B", "_", "a", "a1", "b", "~"]


def test_no_space_no_escape_that_is_not_needed() -> None:
    assert canonical_bytes({"b": [1, True, None], "a": '王"\n/\x01é'}) == '{"a":"王\\"\\n/\\u0001é","b":[1,true,null]}'.encode()
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


STRANGERS = [1.0, [0.5], {"a": {"b": 2.5}}, float("nan"), b"x", {1: "x"}, {"a": 1, 2: 3}, {"年": 1}, {1}, object()]


@pytest.mark.parametrize("value", STRANGERS)
def test_floats_and_strangers_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_bytes(value)


@given(st.binary(max_size=3000))
def test_what_is_sealed_is_opened_by_the_private_key(plain: bytes) -> None:
    sealer = Sealer(public_half(SEALING))
    assert open_sealed(sealer.seal(plain), [new_sealing_key("older"), SEALING]) == plain


@pytest.mark.parametrize("size", [65_535, 65_536, 300_000])
def test_a_long_message_is_opened_too(size: int) -> None:
    """A signature alone may have 64 KiB: what was taken in must be opened."""
    plain = b"M 10 10 " * (size // 8)
    assert open_sealed(Sealer(public_half(SEALING)).seal(plain), [SEALING]) == plain


def test_two_seals_of_the_same_are_not_alike_and_show_nothing() -> None:
    sealer = Sealer(public_half(SEALING))
    plain = "王秀英310199194803120267".encode()
    one, two = sealer.seal(plain), sealer.seal(plain)
    assert one != two
    raw = b"".join(base64.urlsafe_b64decode(part + "==") for part in one.split("."))
    assert plain[:9] not in raw
    assert b"3101991948" not in raw


def test_the_terminal_that_sealed_cannot_open() -> None:
    assert "d" not in public_half(SEALING)
    with pytest.raises(CannotOpen):
        open_sealed(SEALED, [public_half(SEALING)])


def test_an_old_key_opens_what_was_sealed_to_it_and_a_strangers_does_not() -> None:
    newer = new_sealing_key("seal-2")
    assert open_sealed(SEALED, [newer, SEALING]) == "王秀英".encode()
    with pytest.raises(CannotOpen):
        open_sealed(SEALED, [newer])
    with pytest.raises(CannotOpen):
        open_sealed(SEALED, [new_sealing_key("seal-1")])
    with pytest.raises(CannotOpen):
        open_sealed(SEALED, [])


@examples(300)
@given(at=st.integers(0, len(SEALED) - 1), change=st.sampled_from("AZaz09-_.=é\0"))
def test_a_damaged_seal_is_told_as_such(at: int, change: str) -> None:
    damaged = SEALED[:at] + change + SEALED[at + 1 :]
    assume(damaged != SEALED)
    try:
        assert open_sealed(damaged, [SEALING]) == "王秀英".encode(), "opened to something else"
    except CannotOpen:
        return
    # The last character of a base64 part may hold bits that mean nothing.
    assert any(len(part) % 4 and SEALED.split(".")[i][:-1] == part[:-1] for i, part in enumerate(damaged.split(".")))


@examples(200)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.binary(max_size=40), min_size=5, max_size=5).map(
            lambda p: ".".join(base64.urlsafe_b64encode(x).decode().rstrip("=") for x in p)
        ),
    )
)
def test_no_text_makes_opening_raise_anything_else(text: str) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(text, [SEALING])


HEADERS = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {
            "alg": st.sampled_from(["ECDH-ES", "none", "dir", 1, None, []]),
            "enc": st.sampled_from(["A256GCM", "A128CBC-HS256", {}, None]),
        },
        optional={
            "kid": st.sampled_from(["seal-1", "x", 7, None, []]),
            "epk": st.one_of(
                VALUES,
                st.fixed_dictionaries({"kty": st.just("OKP"), "crv": st.sampled_from(["X25519", "Ed25519", "P-256"]), "x": TEXT}),
            ),
            "zip": st.sampled_from(["DEF", "x", 1]),
            "crit": st.sampled_from([["b64"], [], "x"]),
            "apu": VALUES,
        },
    ),
)


@examples(300)
@given(HEADERS)
def test_no_header_makes_opening_raise_anything_else(header: Any) -> None:
    first = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    with pytest.raises(CannotOpen):
        open_sealed(".".join((first, *SEALED.split(".")[1:])), [SEALING])


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "ECDH-ES", "enc": "A256GCM", "kid": "seal-1", "zip": "DEF"},
        {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": "seal-1"},
        {"alg": "ECDH-ES", "enc": "A128CBC-HS256", "kid": "seal-1"},
    ],
)
def test_other_algorithms_and_compression_are_refused(header: dict[str, str]) -> None:
    key = OKPKey.import_key(public_half(SEALING))
    made = jwe.encrypt_compact(header, b"0" * 100, key, algorithms=[*header.values()])
    with pytest.raises(CannotOpen):
        open_sealed(made, [SEALING])


def test_what_was_signed_is_read_back() -> None:
    assert verified(SIGNED, "identity", [public_half(OTHER), public_half(SIGNING)]) == {"a": 1, "b": ["二"]}


@pytest.mark.parametrize("typ", ["client-assertion", "licence-statement", "", "Identity"])
def test_one_kind_of_statement_never_passes_for_another(typ: str) -> None:
    with pytest.raises(BadSignature):
        verified(SIGNED, typ, [public_half(SIGNING)])


def test_an_unknown_key_and_one_of_the_same_name_are_refused() -> None:
    for keys in ([], [public_half(OTHER)], [public_half(new_signing_key())]):
        with pytest.raises(BadSignature):
            verified(SIGNED, "identity", keys)


def b64(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize("signature", ["", SIGNED.split(".")[2]], ids=["empty", "another"])
@pytest.mark.parametrize("alg", ["none", "None", "HS256", "EdDSA", "", None, 7])
def test_no_signature_is_no_signature(alg: Any, signature: str) -> None:
    header = {"alg": alg, "kid": "sign-1", "typ": "identity"}
    with pytest.raises(BadSignature):
        verified(".".join((b64(header), SIGNED.split(".")[1], signature)), "identity", [public_half(SIGNING)])


def test_the_public_key_is_no_secret_to_sign_with() -> None:
    secret = OctKey.import_key(base64.urlsafe_b64decode(SIGNING["x"] + "=="))
    forged = jws.serialize_compact({"alg": "HS256", "kid": "sign-1", "typ": "identity"}, b"{}", secret, algorithms=["HS256"])
    with pytest.raises(BadSignature):
        verified(forged, "identity", [public_half(SIGNING)])


@pytest.mark.parametrize("payload", [b"", b"[]", b"7", b'"x"', b"null", b"{", b"\xff", b"[" * 100_000])
def test_a_signature_over_what_is_no_statement_is_refused(payload: bytes) -> None:
    key = OKPKey.import_key(SIGNING)
    made = jws.serialize_compact({"alg": "Ed25519", "kid": "sign-1", "typ": "identity"}, payload, key, algorithms=["Ed25519"])
    with pytest.raises(BadSignature):
        verified(made, "identity", [public_half(SIGNING)])


@examples(300)
@given(at=st.integers(0, len(SIGNED) - 1), change=st.sampled_from("AZaz09-_.=é\0"))
def test_any_changed_character_of_a_signed_statement_is_refused(at: int, change: str) -> None:
    damaged = SIGNED[:at] + change + SIGNED[at + 1 :]
    assume(damaged != SIGNED)
    try:
        assert verified(damaged, "identity", [public_half(SIGNING)]) == {"a": 1, "b": ["二"]}
    except BadSignature:
        return
    assert at == len(SIGNED) - 1, "only the last character holds bits that mean nothing"


@examples(200)
@given(st.one_of(st.text(max_size=80), st.tuples(HEADERS.map(b64), st.just("e30"), st.text("AZaz09-_", max_size=90)).map(".".join)))
def test_no_text_makes_verifying_raise_anything_else(text: str) -> None:
    with pytest.raises(BadSignature):
        verified(text, "identity", [public_half(SIGNING)])


def test_a_card_reading_is_good_for_a_minute_and_once() -> None:
    signer = Signer(SIGNING)
    who, shown = Citizen("王秀英", "3101"), Evidence(CardKind.RESIDENT, "", 1000)
    one, two = (verified(identity_claim(signer, "T1", who, shown, 1000), "identity", [public_half(SIGNING)]) for _ in range(2))
    assert one["exp"] - one["iat"] == 60
    assert one["jti"] != two["jti"]
    assertion = verified(client_assertion(signer, "T1", "platform", 1000), "client-assertion", [public_half(SIGNING)])
    assert (assertion["iss"], assertion["sub"], assertion["aud"], assertion["exp"]) == ("T1", "T1", "platform", 1060)


def test_what_a_model_refuses_it_does_not_repeat() -> None:
    with pytest.raises(ValidationError) as fault:
        contents.RatingReport(report_id="王秀英", submission_id="13912345678", level=9, rated_at=-1)
    for value in ("王秀英", "13912345678"):
        assert value not in str(fault.value)


def test_requests_refuse_what_they_do_not_know_and_answers_ignore_it() -> None:
    with pytest.raises(ValidationError):
        models.HeartbeatRequest.model_validate(
            {"sent_at": 1, "version": "1", "catalogue_version": "1", "waiting": 0, "devices": {}, "x": 1}
        )
    assert models.HeartbeatAnswer.model_validate_json('{"time":1,"newer":{}}').time == 1


def test_cases_of_older_and_newer_platforms_are_read() -> None:
    """Neither makes the whole answer none."""
    told = models.ProgressAnswer(case=case_of()).model_dump(mode="json")
    del told["case"]["defects"]
    assert models.ProgressAnswer.model_validate(told).case == case_of()
    told["case"] |= {"defects": [{"kind": "SEAL", "key": "k", "text": {"zh": "盖章", "en": "a seal"}, "more": 1}], "more": 1}
    case = models.ProgressAnswer.model_validate_json(json.dumps(told)).case
    assert case is not None
    assert case.defects == (Defect(DefectKind.OTHER, "k", LocalizedText("盖章", "a seal")),)
    assert decoded(json.dumps(told["case"]), Case) == case, "from the ledger, too"
