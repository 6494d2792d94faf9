"""Who may ask what: enrolment, tokens, statements that are good once, limits, and hostile input."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from typing import Any

import pypdfium2
import pytest
from django.conf import settings as platform
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_platform.cases.models import CaseRecord
from central_platform.core.keys import key_ring
from central_platform.enrolment.services import _SMALL_ORDER, new_pairing_code
from central_platform.licences import services as licences
from central_platform.licences.models import LicenceRecord
from central_platform.people.models import Lookup, Person, PersonCard
from central_platform.people.services import tag_of
from central_platform.staff.roles import Role
from central_platform.terminals.models import AccessToken, Terminal
from central_platform.terminals.services import TOKENS_KEPT
from kiosk.domain.identifiers import licence_identifier_fault
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from kiosk.domain.values import replace
from kiosk.messages.pairing import confirmation, exchange_digest, fingerprint
from kiosk.messages.signing import Signer, client_assertion, identity_claim, new_signing_key, thumbprint, verified
from tests.central_platform.staff import signed_in
from tests.central_platform.terminal_api import NOW, SITE, StandingClock, TerminalApi, enrol, shown

ASKING = ("/cases", "/profile", "/licences")


def _public(private: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in private.items() if key != "d"}


def test_enrolment_gives_name_keys_and_a_certificate(api: TerminalApi) -> None:
    assert api.terminal_id == "T310199001"
    assert api.enrolment["site"] == {"zh": SITE.zh, "en": SITE.en}
    claims = verified(api.enrolment["certificate"], "terminal-certificate", api.enrolment["verification_keys"])
    assert claims["terminal"] == api.terminal_id
    assert thumbprint(claims["key"]) == api.signer.kid
    assert "d" not in claims["key"]
    assert "d" not in api.enrolment["sealing_key"]


def test_a_pairing_code_is_good_once_and_for_a_quarter_of_an_hour(api: TerminalApi, now: StandingClock) -> None:
    key = _public(new_signing_key())
    code = new_pairing_code(SITE, SITE, now())
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    second = api.call("/enrol", {"pairing_code": typed, "public_key": key}, bearer="")
    assert second["terminal_id"] == "T310199002"
    assert api.call("/enrol", {"pairing_code": code, "public_key": key}, bearer="") == second, "the answer may have been lost"
    another = {"pairing_code": code, "public_key": _public(new_signing_key())}
    assert api.call("/enrol", another, 403, bearer="")["code"] == "PAIRING"
    late = new_pairing_code(SITE, SITE, now())
    now.at += 15 * 60 + 1
    assert api.call("/enrol", {"pairing_code": late, "public_key": key}, 403, bearer="")["code"] == "PAIRING"


def test_pairing_codes_cannot_be_guessed_through(api: TerminalApi) -> None:
    body = {"pairing_code": "AAAA-AAAA", "public_key": _public(new_signing_key())}

    def tried(address: str, **changes: Any) -> int:
        sent = json.dumps({**body, **changes})
        return int(api.client.post("/api/v1/enrol", sent, content_type="application/json", REMOTE_ADDR=address).status_code)

    assert [tried("10.0.0.1") for _ in range(12)] == [403] * 10 + [429] * 2
    assert tried("10.0.0.1", pairing_code=new_pairing_code(SITE, SITE, NOW)) == 429
    assert tried("10.0.0.2", pairing_code=new_pairing_code(SITE, SITE, NOW)) == 200, "a technician elsewhere goes on"


def test_enrolments_that_succeed_count_against_nobody(api: TerminalApi, now: StandingClock) -> None:
    for _ in range(12):
        enrol(Client(), now)


def _order_divides_eight(encoded: bytes) -> bool:
    """By the group's own law (RFC 8032, 5.1.4): eight times the point is the neutral one."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
    x = pow(square, (p + 3) // 8, p)
    if (x * x - square) % p:
        x = x * pow(2, (p - 1) // 4, p) % p
    assert (x * x - square) % p == 0, "a point of the curve"
    for _ in range(3):
        t = d * x * x * y * y % p
        x, y = 2 * x * y * pow(1 + t, -1, p) % p, (y * y + x * x) * pow(1 - t, -1, p) % p
    return (x, y) == (0, 1)


WEAK = [value.to_bytes(32, "little") for value in sorted(_SMALL_ORDER)]


@pytest.mark.parametrize("encoded", [*WEAK, *(one[:31] + bytes([one[31] | 0x80]) for one in WEAK)], ids=lambda one: one.hex()[:8])
def test_a_key_of_small_order_is_refused(api: TerminalApi, now: StandingClock, encoded: bytes) -> None:
    assert _order_divides_eight(encoded)
    key = {**_public(new_signing_key()), "x": base64.urlsafe_b64encode(encoded).rstrip(b"=").decode()}
    body = {"pairing_code": new_pairing_code(SITE, SITE, now()), "public_key": key}
    assert api.call("/enrol", body, 422, bearer="")["code"] == "NOT_UNDERSTOOD"


@pytest.mark.parametrize("beyond", [0, 1, 18])
def test_a_key_in_another_form_than_its_own_is_refused(api: TerminalApi, now: StandingClock, beyond: int) -> None:
    encoded = (2**255 - 19 + beyond).to_bytes(32, "little")
    key = {**_public(new_signing_key()), "x": base64.urlsafe_b64encode(encoded).rstrip(b"=").decode()}
    body = {"pairing_code": new_pairing_code(SITE, SITE, now()), "public_key": key}
    assert api.call("/enrol", body, 422, bearer="")["code"] == "NOT_UNDERSTOOD"


def test_a_key_is_enrolled_once(api: TerminalApi, now: StandingClock) -> None:
    key = _public(new_signing_key())
    for status in (200, 422):
        body = {"pairing_code": new_pairing_code(SITE, SITE, now()), "public_key": key}
        api.call("/enrol", body, status, bearer="")


def test_staff_confirm_a_terminal_by_the_fingerprint_it_shows(api: TerminalApi, now: StandingClock) -> None:
    public = _public(new_signing_key())
    body = {"pairing_code": new_pairing_code(SITE, SITE, now()), "public_key": public}
    answer = api.call("/enrol", body, bearer="")
    row = Terminal.objects.get(pk=answer["terminal_id"])
    staff = signed_in(Role.TECHNICIAN)
    page = f"/console/terminals/terminal/{row.pk}/change/"
    assert "还没有" in staff.get(page).content.decode()
    digest = exchange_digest(public, answer)
    assert "不要启用" in staff.post(page, {"fingerprint": "0000-0000-0000-0000"}).content.decode()
    assert Terminal.objects.get(pk=row.pk).confirmed_at is None
    shown = staff.post(page, {"fingerprint": fingerprint(digest).lower()}, follow=True).content.decode()
    assert confirmation(digest) in shown
    assert Terminal.objects.get(pk=row.pk).confirmed_at == now()


@pytest.mark.parametrize("change", [{"d": "x"}, {"crv": "X25519"}, {"kty": "RSA"}, {"x": "!!"}, {"x": "AAAA"}])
def test_only_a_public_signing_key_is_enrolled(api: TerminalApi, now: StandingClock, change: dict[str, str]) -> None:
    body = {
        "pairing_code": new_pairing_code(SITE, SITE, now()),
        "public_key": {**_public(new_signing_key()), **change},
    }
    assert api.call("/enrol", body, 422, bearer="")["code"] == "NOT_UNDERSTOOD"


def test_an_assertion_is_good_once(api: TerminalApi) -> None:
    body = {"client_assertion": api.assertion()}
    assert api.call("/token", body, bearer="")["expires_in"] == platform.TOKEN_LIFETIME
    assert api.call("/token", body, 403, bearer="")["code"] == "REPLAYED"


def test_an_assertion_for_another_platform_or_by_another_key_is_refused(api: TerminalApi, now: StandingClock) -> None:
    thief = Signer(new_signing_key())
    for assertion in (
        api.assertion("urn:another-platform"),
        client_assertion(thief, api.terminal_id, api.audience, now()),
        client_assertion(api.signer, "T310199999", api.audience, now()),
        identity_claim(api.signer, api.terminal_id, *shown(sample_person("wang")), now()),
        "",
        "a.b.c",
    ):
        assert api.call("/token", {"client_assertion": assertion}, 401, bearer="")["code"] == "ASSERTION"


@pytest.mark.parametrize("off", [-61, 6, 3600, -3600])
def test_a_terminal_whose_clock_is_wrong_is_told_so(api: TerminalApi, now: StandingClock, off: int) -> None:
    assertion = client_assertion(api.signer, api.terminal_id, api.audience, now() + off)
    told = api.call("/token", {"client_assertion": assertion}, 401, bearer="")
    assert (told["code"], told["time"]) == ("CLOCK", now()), "and what time it is"


@pytest.mark.parametrize("claim", [{"exp": "1"}, {"iat": True}, {"jti": ""}, {"jti": 7}, {"exp": 10**30}, {"iss": ["x"]}])
def test_claims_of_the_wrong_kind_are_refused(api: TerminalApi, now: StandingClock, claim: dict[str, Any]) -> None:
    claims = {"iss": api.terminal_id, "sub": api.terminal_id, "aud": api.audience, "iat": now(), "exp": now() + 60, "jti": "x"}
    signed = api.signer.sign("client-assertion", {**claims, **claim})
    assert api.call("/token", {"client_assertion": signed}, 401, bearer="")["code"] in ("ASSERTION", "CLOCK")


def test_a_token_ends_after_its_time(api: TerminalApi, now: StandingClock) -> None:
    now.at += platform.TOKEN_LIFETIME + 1
    assert api.call("/copy-serials", {}, 401)["code"] == "TOKEN"


@pytest.mark.parametrize(
    "path", ["/submissions", "/reports", "/heartbeat", "/copy-serials", "/progress", *ASKING, "/licences/file"]
)
def test_nothing_is_answered_without_a_token(api: TerminalApi, path: str) -> None:
    for bearer in ("", "guess", "查"):
        response = api.client.post(f"/api/v1{path}", "{}", content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {bearer}")
        assert response.status_code == 401
    assert api.call(path, {}, 401, bearer="")["code"] == "TOKEN"


def test_a_person_is_told_what_is_known(api: TerminalApi, wang: SamplePerson) -> None:
    profile = api.call("/profile", api.identity(wang))["profile"]
    assert profile["mobile"] == wang.mobile
    held = api.call("/licences", api.identity(wang))["licences"]
    assert {"id-card", "household-register"} <= {licence["licence_type"] for licence in held}
    assert all(licence["usable"] for licence in held)
    (verdict,) = api.submit(api.seal(api.content(wang)))
    assert api.call("/cases", api.identity(wang))["cases"] == [verdict["case"]]
    assert {row.what for row in Lookup.objects.all()} == {"profile", "licences", "cases"}
    assert wang.number not in "".join(row.person_tag for row in Lookup.objects.all())


@pytest.mark.parametrize("path", ASKING)
def test_an_identity_is_good_once_and_for_a_minute_and_here(
    api: TerminalApi, now: StandingClock, wang: SamplePerson, path: str
) -> None:
    body = api.identity(wang)
    api.call(path, body)
    assert api.call(path, body, 403)["code"] == "REPLAYED"
    assert api.call(path, api.identity(wang, at=now() - 61), 401)["code"] == "CLOCK"
    other = enrol(Client(), now)
    other.get_token()
    assert api.call(path, other.identity(wang), 403)["code"] == "IDENTITY"
    assert api.call(path, {"identity": api.assertion()}, 403)["code"] == "IDENTITY"
    claims = {"terminal": api.terminal_id, "name": wang.name, "number": wang.number, "assurance": "TYPED"}
    typed = api.signer.sign("identity", {**claims, "iat": now(), "exp": now() + 60, "jti": "1"})
    assert api.call(path, {"identity": typed}, 403)["code"] == "IDENTITY"


def test_a_number_with_another_name_tells_nothing(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    api.submit(api.seal(api.content(wang)))
    for path, nothing in (("/cases", {"cases": []}), ("/profile", {"profile": {}}), ("/licences", {"licences": []})):
        claim = identity_claim(api.signer, api.terminal_id, *shown(replace(wang, name="别人")), now())
        assert api.call(path, {"identity": claim}) == nothing


@pytest.mark.parametrize(
    ("key", "name"), [("dilireba", "迪丽热巴•某某"), ("dilireba", "迪丽热巴 某某"), ("ouyang", "欧阳\ue863"), ("wang", "王　秀英")]
)
def test_a_name_in_another_writing_finds_the_person(api: TerminalApi, now: StandingClock, key: str, name: str) -> None:
    person = sample_person(key)
    content = api.content(person)
    content["applicant"]["name"] = name
    api.submit(api.seal(content))
    for path, found in (("/cases", "cases"), ("/profile", "profile"), ("/licences", "licences")):
        claim = identity_claim(api.signer, api.terminal_id, *shown(replace(person, name=name)), now())
        assert api.call(path, {"identity": claim})[found]
        assert api.call(path, api.identity(person))[found]
    assert CaseRecord.objects.get().content["applicant"]["name"] == name, "kept as it was read"


def test_a_terminal_cannot_harvest_a_city(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    for _ in range(60):
        api.call("/profile", api.identity(wang))
    assert api.call("/profile", api.identity(wang), 429)["code"] == "TOO_MANY"
    now.at += 61
    api.call("/profile", api.identity(wang))


def test_sample_licences_have_valid_identifiers_one_expired_one_revoked() -> None:
    rows = list(LicenceRecord.objects.all())
    assert {licence_identifier_fault(row.identifier) for row in rows} == {None}
    assert Person.objects.count() == len(SAMPLE_PEOPLE)
    for person in SAMPLE_PEOPLE:
        held = {row.licence_type for row in rows if row.holder.number == person.number}
        assert "id-card" in held
        assert ("household-register" in held) is (person.key != "luo"), "whose household is registered in another city"
    assert [row.licence_type for row in rows if row.revoked] == ["employment-certificate"]
    assert "residence-permit" in {row.licence_type for row in rows if row.valid_until and row.valid_until.year == 2025}


@pytest.mark.parametrize("key", ["ouyang", "chen", "dilireba"])
def test_a_licence_file_is_one_page_that_the_statement_vouches_for(api: TerminalApi, key: str) -> None:
    person = sample_person(key)
    held = api.call("/licences", api.identity(person))["licences"]
    identifier = next(licence["identifier"] for licence in held if licence["licence_type"] == "household-register")
    answer = api.call("/licences/file", {**api.identity(person), "identifier": identifier})
    pdf = base64.b64decode(answer["pdf"])
    claims = verified(answer["statement"], "licence-statement", key_ring().verification)
    facts = dict(claims.pop("facts"))
    assert (facts["持证人"], facts["证件号码"]) == (person.name, person.number), "what stands on the page, to be compared with it"
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


def test_no_copy_is_given_of_a_licence_that_cannot_be_drawn(api: TerminalApi, wang: SamplePerson) -> None:
    held = api.call("/licences", api.identity(wang))["licences"]
    body = {"identifier": held[0]["identifier"]}
    for name, status in (("𤭢小明", 200), ("欧阳\ue863", 200), ("李\U00030041明", 409), ("李\ue000明", 409)):
        Person.objects.filter(tag=tag_of(wang.number)).update(name=name)
        answer = api.call("/licences/file", {**api.identity(replace(wang, name=name)), **body}, status)
        assert status == 200 or answer["code"] == "NOT_DRAWABLE"


def test_nobody_gets_anothers_licence_nor_one_that_does_not_count(api: TerminalApi, wang: SamplePerson) -> None:
    zhao = replace(sample_person("zhao"), valid_until=None)  # with a new card
    PersonCard.objects.filter(person=tag_of(zhao.number)).update(valid_until=None)
    revoked = next(
        row for row in api.call("/licences", api.identity(zhao))["licences"] if row["licence_type"] == "employment-certificate"
    )
    assert not revoked["usable"]
    body = {"identifier": revoked["identifier"]}
    assert api.call("/licences/file", {**api.identity(zhao), **body}, 409)["code"] == "NOT_USABLE"
    assert api.call("/licences/file", {**api.identity(wang), **body}, 404)["code"] == "NOT_FOUND"


@given(sealed=st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{0,40}(\.[A-Za-z0-9_-]{0,40}){4}", fullmatch=True))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sealed_text_is_a_fault_of_the_platform(api: TerminalApi, sealed: str) -> None:
    digest = hashlib.sha256(sealed.encode("utf-8", "surrogatepass")).hexdigest()
    item = {"submission_id": "019ab000-0000-7000-8000-000000000000", "sealed": sealed, "sealed_sha256": digest}
    assert api.submit(item)[0]["reason"] == "CANNOT_OPEN"


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
def test_no_statement_is_a_fault_of_the_platform(api: TerminalApi, header: Any, payload: bytes, signature: bytes) -> None:
    if isinstance(header, dict) and header.get("kid") == "k":
        header = {**header, "kid": api.signer.kid}
    parts = (json.dumps(header).encode(), payload, signature)
    signed = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    api.call("/profile", {"identity": signed}, 403)
    api.call("/token", {"client_assertion": signed}, 401, bearer="")


def test_a_deep_payload_is_refused(api: TerminalApi) -> None:
    parts = (json.dumps({"alg": "Ed25519", "kid": api.signer.kid}).encode(), b"[" * 5000, b"x" * 64)
    signed = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    api.call("/profile", {"identity": signed}, 403)
    api.call("/token", {"client_assertion": signed}, 401, bearer="")


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
def test_what_is_no_request_gets_a_typed_problem(api: TerminalApi, body: str | bytes) -> None:
    for path in ("/submissions", "/reports", "/heartbeat", "/profile"):
        assert api.call(path, body, 422)["code"] == "NOT_UNDERSTOOD"


def test_a_problem_never_holds_what_was_sent(api: TerminalApi) -> None:
    answer = api.call("/progress", {"receipt_token": ["310199194803120261"]}, 422)
    assert "310199194803120261" not in json.dumps(answer)


def test_half_a_surrogate_pair_is_refused(api: TerminalApi) -> None:
    item = '{"submission_id": "019ab000-0000-7000-8000-000000000000", "sealed": "\\ud800", "sealed_sha256": "%s"}' % ("0" * 64)
    api.client.post("/api/v1/submissions", f'{{"items": [{item}]}}', content_type="application/json")
    assert api.call("/submissions", f'{{"items": [{item}]}}', 422)["code"] == "NOT_UNDERSTOOD"


def test_of_many_sign_ins_the_newest_tokens_count(api: TerminalApi, now: StandingClock) -> None:
    first = api.bearer
    for _ in range(30):
        now.at += 1
        api.get_token()
    assert AccessToken.objects.count() == TOKENS_KEPT
    api.call("/copy-serials", {})
    assert api.call("/copy-serials", {}, 401, bearer=first)["code"] == "TOKEN"
