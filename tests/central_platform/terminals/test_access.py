"""Who may ask what: enrolment, tokens, statements that are good once, limits, and hostile input."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from typing import Any

import pypdfium2
import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_platform.cases.models import CaseRecord
from central_platform.core.keys import key_ring
from central_platform.enrolment.services import new_pairing_code
from central_platform.licences import services as licences
from central_platform.licences.models import LicenceRecord
from central_platform.people.models import Lookup, Person
from central_platform.terminals.models import Terminal
from kiosk.domain.identifiers import licence_identifier_fault
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from kiosk.domain.values import replace
from kiosk.messages.pairing import confirmation, exchange_digest, fingerprint
from kiosk.messages.signing import Signer, client_assertion, identity_claim, new_signing_key, thumbprint, verified
from tests.central_platform.platform_house import SITE, Desk, StandingClock, enrol, shown

ASKING = ("/cases", "/profile", "/licences")


def _public(private: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in private.items() if key != "d"}


# --- enrolment ---------------------------------------------------------------------------------------------------------


def test_enrolment_gives_name_keys_and_a_certificate(desk: Desk) -> None:
    assert desk.terminal_id == "T310199001"
    assert desk.enrolment["site"] == {"zh": SITE.zh, "en": SITE.en}
    claims = verified(desk.enrolment["certificate"], "terminal-certificate", desk.enrolment["verification_keys"])
    assert claims["terminal"] == desk.terminal_id
    assert thumbprint(claims["key"]) == desk.signer.kid
    assert "d" not in claims["key"]
    assert "d" not in desk.enrolment["sealing_key"]


def test_a_pairing_code_is_good_once_and_for_a_quarter_of_an_hour(desk: Desk, now: StandingClock) -> None:
    key = _public(new_signing_key())
    code = new_pairing_code(SITE, SITE, now())
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    second = desk.call("/enrol", {"pairing_code": typed, "public_key": key}, bearer="")
    assert second["terminal_id"] == "T310199002"
    assert desk.call("/enrol", {"pairing_code": code, "public_key": key}, 403, bearer="")["code"] == "PAIRING"
    late = new_pairing_code(SITE, SITE, now())
    now.at += 15 * 60 + 1
    assert desk.call("/enrol", {"pairing_code": late, "public_key": key}, 403, bearer="")["code"] == "PAIRING"


def test_pairing_codes_cannot_be_guessed_through(desk: Desk) -> None:
    body = {"pairing_code": "AAAA-AAAA", "public_key": _public(new_signing_key())}
    codes = [desk.client.post("/api/v1/enrol", json.dumps(body), content_type="application/json").status_code for _ in range(12)]
    assert codes.count(429) >= 3


def test_staff_confirm_a_terminal_by_the_fingerprint_it_shows(desk: Desk, now: StandingClock) -> None:
    public = _public(new_signing_key())
    body = {"pairing_code": new_pairing_code(SITE, SITE, now()), "public_key": public}
    answer = desk.call("/enrol", body, bearer="")
    row = Terminal.objects.get(pk=answer["terminal_id"])
    User.objects.create_superuser("staff", password="x")
    staff = Client()
    staff.login(username="staff", password="x")
    page = f"/console/terminals/terminal/{row.pk}/change/"
    assert "还没有" in staff.get(page).content.decode()
    digest = exchange_digest(public, answer)
    assert "不要启用" in staff.post(page, {"fingerprint": "0000-0000-0000-0000"}).content.decode()
    assert Terminal.objects.get(pk=row.pk).confirmed_at is None
    shown = staff.post(page, {"fingerprint": fingerprint(digest).lower()}, follow=True).content.decode()
    assert confirmation(digest) in shown
    assert Terminal.objects.get(pk=row.pk).confirmed_at == now()


@pytest.mark.parametrize("change", [{"d": "x"}, {"crv": "X25519"}, {"kty": "RSA"}, {"x": "!!"}, {"x": "AAAA"}])
def test_only_a_public_signing_key_is_enrolled(desk: Desk, now: StandingClock, change: dict[str, str]) -> None:
    body = {
        "pairing_code": new_pairing_code(SITE, SITE, now()),
        "public_key": {**_public(new_signing_key()), **change},
    }
    assert desk.call("/enrol", body, 422, bearer="")["code"] == "NOT_UNDERSTOOD"


# --- tokens --------------------------------------------------------------------------------------------------------------


def test_an_assertion_is_good_once(desk: Desk) -> None:
    body = {"client_assertion": desk.assertion()}
    assert desk.call("/token", body, bearer="")["expires_in"] == 600
    assert desk.call("/token", body, 403, bearer="")["code"] == "REPLAYED"


def test_an_assertion_for_another_platform_or_by_another_key_is_refused(desk: Desk, now: StandingClock) -> None:
    thief = Signer(new_signing_key())
    for assertion in (
        desk.assertion("urn:another-platform"),
        client_assertion(thief, desk.terminal_id, desk.audience, now()),
        client_assertion(desk.signer, "T310199999", desk.audience, now()),
        identity_claim(desk.signer, desk.terminal_id, *shown("a", "b"), now()),
        "",
        "a.b.c",
    ):
        assert desk.call("/token", {"client_assertion": assertion}, 401, bearer="")["code"] == "ASSERTION"


@pytest.mark.parametrize("off", [-61, 6, 3600, -3600])
def test_a_terminal_whose_clock_is_wrong_is_told_so(desk: Desk, now: StandingClock, off: int) -> None:
    assertion = client_assertion(desk.signer, desk.terminal_id, desk.audience, now() + off)
    told = desk.call("/token", {"client_assertion": assertion}, 401, bearer="")
    assert (told["code"], told["time"]) == ("CLOCK", now()), "and what time it is"


@pytest.mark.parametrize("claim", [{"exp": "1"}, {"iat": True}, {"jti": ""}, {"jti": 7}, {"exp": 10**30}, {"iss": ["x"]}])
def test_claims_of_the_wrong_kind_are_refused(desk: Desk, now: StandingClock, claim: dict[str, Any]) -> None:
    claims = {"iss": desk.terminal_id, "sub": desk.terminal_id, "aud": desk.audience, "iat": now(), "exp": now() + 60, "jti": "x"}
    signed = desk.signer.sign("client-assertion", {**claims, **claim})
    assert desk.call("/token", {"client_assertion": signed}, 401, bearer="")["code"] in ("ASSERTION", "CLOCK")


def test_a_token_ends_after_ten_minutes(desk: Desk, now: StandingClock) -> None:
    now.at += 601
    assert desk.call("/copy-serials", {}, 401)["code"] == "TOKEN"


@pytest.mark.parametrize(
    "path", ["/submissions", "/reports", "/heartbeat", "/copy-serials", "/progress", *ASKING, "/licences/file"]
)
def test_nothing_is_answered_without_a_token(desk: Desk, path: str) -> None:
    for bearer in ("", "guess", "查"):
        response = desk.client.post(f"/api/v1{path}", "{}", content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {bearer}")
        assert response.status_code == 401
    assert desk.call(path, {}, 401, bearer="")["code"] == "TOKEN"


# --- questions about persons ------------------------------------------------------------------------------------------------


def test_a_person_is_told_what_is_known(desk: Desk, wang: SamplePerson) -> None:
    profile = desk.call("/profile", desk.identity(wang))["profile"]
    assert profile["mobile"] == wang.mobile
    held = desk.call("/licences", desk.identity(wang))["licences"]
    assert {"id-card", "household-register"} <= {licence["licence_type"] for licence in held}
    assert all(licence["usable"] for licence in held)
    (verdict,) = desk.submit(desk.seal(desk.content(wang)))
    assert desk.call("/cases", desk.identity(wang))["cases"] == [verdict["case"]]
    assert {row.what for row in Lookup.objects.all()} == {"profile", "licences", "cases"}
    assert wang.number not in "".join(row.person_tag for row in Lookup.objects.all())


@pytest.mark.parametrize("path", ASKING)
def test_an_identity_is_good_once_and_for_a_minute_and_here(desk: Desk, now: StandingClock, wang: SamplePerson, path: str) -> None:
    body = desk.identity(wang)
    desk.call(path, body)
    assert desk.call(path, body, 403)["code"] == "REPLAYED"
    assert desk.call(path, desk.identity(wang, at=now() - 61), 401)["code"] == "CLOCK"
    other = enrol(Client(), now)
    other.get_token()
    assert desk.call(path, other.identity(wang), 403)["code"] == "IDENTITY"
    assert desk.call(path, {"identity": desk.assertion()}, 403)["code"] == "IDENTITY"
    claims = {"terminal": desk.terminal_id, "name": wang.name, "number": wang.number, "assurance": "TYPED"}
    typed = desk.signer.sign("identity", {**claims, "iat": now(), "exp": now() + 60, "jti": "1"})
    assert desk.call(path, {"identity": typed}, 403)["code"] == "IDENTITY"


def test_a_number_with_another_name_tells_nothing(desk: Desk, now: StandingClock, wang: SamplePerson) -> None:
    desk.submit(desk.seal(desk.content(wang)))
    for path, nothing in (("/cases", {"cases": []}), ("/profile", {"profile": {}}), ("/licences", {"licences": []})):
        claim = identity_claim(desk.signer, desk.terminal_id, *shown("别人", wang.number), now())
        assert desk.call(path, {"identity": claim}) == nothing


@pytest.mark.parametrize(
    ("key", "name"), [("dilireba", "迪丽热巴•某某"), ("dilireba", "迪丽热巴 某某"), ("ouyang", "欧阳\ue863"), ("wang", "王　秀英")]
)
def test_a_name_in_another_writing_finds_the_person(desk: Desk, now: StandingClock, key: str, name: str) -> None:
    person = sample_person(key)
    content = desk.content(person)
    content["applicant"]["name"] = name
    desk.submit(desk.seal(content))
    for path, found in (("/cases", "cases"), ("/profile", "profile"), ("/licences", "licences")):
        claim = identity_claim(desk.signer, desk.terminal_id, *shown(name, person.number), now())
        assert desk.call(path, {"identity": claim})[found]
        assert desk.call(path, desk.identity(person))[found]
    assert CaseRecord.objects.get().content["applicant"]["name"] == name, "kept as it was read"


def test_a_terminal_cannot_harvest_a_city(desk: Desk, now: StandingClock, wang: SamplePerson) -> None:
    for _ in range(60):
        desk.call("/profile", desk.identity(wang))
    assert desk.call("/profile", desk.identity(wang), 429)["code"] == "TOO_MANY"
    now.at += 61
    desk.call("/profile", desk.identity(wang))


# --- licences ---------------------------------------------------------------------------------------------------------------


def test_sample_licences_have_valid_identifiers_one_expired_one_revoked() -> None:
    rows = list(LicenceRecord.objects.all())
    assert {licence_identifier_fault(row.identifier) for row in rows} == {None}
    assert Person.objects.count() == len(SAMPLE_PEOPLE)
    for person in SAMPLE_PEOPLE:
        assert {"id-card", "household-register"} <= {row.licence_type for row in rows if row.holder.number == person.number}
    assert [row.licence_type for row in rows if row.revoked] == ["employment-certificate"]
    assert "residence-permit" in {row.licence_type for row in rows if row.valid_until and row.valid_until.year == 2025}


@pytest.mark.parametrize("key", ["ouyang", "chen", "dilireba"])
def test_a_licence_file_is_one_page_that_the_statement_vouches_for(desk: Desk, key: str) -> None:
    person = sample_person(key)
    held = desk.call("/licences", desk.identity(person))["licences"]
    identifier = next(licence["identifier"] for licence in held if licence["licence_type"] == "household-register")
    answer = desk.call("/licences/file", {**desk.identity(person), "identifier": identifier})
    pdf = base64.b64decode(answer["pdf"])
    claims = verified(answer["statement"], "licence-statement", key_ring().verification)
    assert claims == {
        "id": identifier,
        "type": "household-register",
        "name": "居民户口簿",
        "holder": f"{person.name[0]}*",
        "until": "",
        "sha256": hashlib.sha256(pdf).hexdigest(),
    }
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        assert len(document) == 1
        page = document[0]
        text = page.get_textpage()
        whole = text.get_text_bounded()
        assert person.name in whole
        assert "示范样本" in whole
        text.close()
        page.close()
    finally:
        document.close()
    if key == "chen":  # the same bytes again, kept or drawn anew
        row = LicenceRecord.objects.get(pk=identifier)
        assert licences.page_of(row) == pdf
        LicenceRecord.objects.filter(pk=identifier).update(page_of="")
        assert licences.page_of(row) == pdf


def test_no_copy_is_given_of_a_licence_that_cannot_be_drawn(desk: Desk, wang: SamplePerson) -> None:
    held = desk.call("/licences", desk.identity(wang))["licences"]
    body = {"identifier": held[0]["identifier"]}
    for name, status in (("𤭢小明", 200), ("欧阳\ue863", 200), ("李\U00030041明", 409), ("李\ue000明", 409)):
        Person.objects.filter(number=wang.number).update(name=name)
        answer = desk.call("/licences/file", {**desk.identity(replace(wang, name=name)), **body}, status)
        assert status == 200 or answer["code"] == "NOT_DRAWABLE"


def test_nobody_gets_anothers_licence_nor_one_that_does_not_count(desk: Desk, wang: SamplePerson) -> None:
    zhao = sample_person("zhao")
    revoked = next(
        row for row in desk.call("/licences", desk.identity(zhao))["licences"] if row["licence_type"] == "employment-certificate"
    )
    assert not revoked["usable"]
    body = {"identifier": revoked["identifier"]}
    assert desk.call("/licences/file", {**desk.identity(zhao), **body}, 409)["code"] == "NOT_USABLE"
    assert desk.call("/licences/file", {**desk.identity(wang), **body}, 404)["code"] == "NOT_FOUND"


# --- hostile input ------------------------------------------------------------------------------------------------------------


@given(sealed=st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{0,40}(\.[A-Za-z0-9_-]{0,40}){4}", fullmatch=True))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sealed_text_is_a_fault_of_the_platform(desk: Desk, sealed: str) -> None:
    digest = hashlib.sha256(sealed.encode("utf-8", "surrogatepass")).hexdigest()
    item = {"submission_id": "019ab000-0000-7000-8000-000000000000", "sealed": sealed, "sealed_sha256": digest}
    assert desk.submit(item)[0]["reason"] == "CANNOT_OPEN"


_headers = st.sampled_from(
    [
        {"alg": "Ed25519", "typ": "identity"},
        {"alg": "none", "typ": "identity"},
        {"alg": ["Ed25519"], "kid": {}},
        {"alg": "HS256", "kid": "k"},
        [],
        7,
        {"alg": "Ed25519", "crit": ["x"], "kid": "k"},
    ]
)


@given(header=_headers, payload=st.binary(max_size=40), signature=st.binary(max_size=64))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_statement_is_a_fault_of_the_platform(desk: Desk, header: Any, payload: bytes, signature: bytes) -> None:
    if isinstance(header, dict) and header.get("kid") == "k":
        header = {**header, "kid": desk.signer.kid}
    parts = (json.dumps(header).encode(), payload, signature)
    signed = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    desk.call("/profile", {"identity": signed}, 403)
    desk.call("/token", {"client_assertion": signed}, 401, bearer="")


def test_a_deep_payload_is_refused(desk: Desk) -> None:
    parts = (json.dumps({"alg": "Ed25519", "kid": desk.signer.kid}).encode(), b"[" * 5000, b"x" * 64)
    signed = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    desk.call("/profile", {"identity": signed}, 403)
    desk.call("/token", {"client_assertion": signed}, 401, bearer="")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "[]",
        "[" * 100_000,
        '{"items": []}',
        '{"items": [{}]}',
        '{"items": 1, "x": 2}',
        b"\xff",
        '{"items": ["\\ud800"]}',
    ],
)
def test_what_is_no_request_gets_a_typed_problem(desk: Desk, body: str | bytes) -> None:
    for path in ("/submissions", "/reports", "/heartbeat", "/profile"):
        assert desk.call(path, body, 422)["code"] == "NOT_UNDERSTOOD"


def test_a_problem_never_holds_what_was_sent(desk: Desk) -> None:
    answer = desk.call("/progress", {"receipt_token": ["310199194803120261"]}, 422)
    assert "310199194803120261" not in json.dumps(answer)


def test_half_a_surrogate_pair_is_refused(desk: Desk) -> None:
    item = '{"submission_id": "019ab000-0000-7000-8000-000000000000", "sealed": "\\ud800", "sealed_sha256": "%s"}' % ("0" * 64)
    desk.client.post("/api/v1/submissions", f'{{"items": [{item}]}}', content_type="application/json")
    assert desk.call("/submissions", f'{{"items": [{item}]}}', 422)["code"] == "NOT_UNDERSTOOD"
