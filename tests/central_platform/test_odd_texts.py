"""Characters that a database may not take: NUL, and halves of surrogate pairs, wherever a terminal can put text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from central_platform.cases.models import CaseRecord
from central_platform.intake.models import KeptItem
from central_platform.terminals.models import LastHeartbeat
from kiosk.domain.sample_people import SamplePerson
from kiosk.messages.canonical import sha256_hex
from tests.central_platform.terminal_api import StandingClock, TerminalApi, moment

ODD = ["a\0b", "\ud800", "x\udfffy", "\0", "😀\ud83d", "\x1b[2J", "\uffff", "长" * 5000]


def is_half(character: str) -> bool:
    """Whether it is half of a surrogate pair."""
    return "\ud800" <= character <= "\udfff"


def sealed(api: TerminalApi, content: dict[str, Any]) -> dict[str, str]:
    """As a terminal of another maker might write it."""
    return api.seal(json.dumps(content).encode(), content["submission_id"])


@pytest.mark.parametrize("odd", ODD)
def test_a_heartbeat_is_noted(api: TerminalApi, odd: str) -> None:
    beat = {"sent_at": 1, "version": odd, "catalogue_version": odd, "waiting": 0, "devices": {odd: odd}, "details": {"a": odd}}
    api.call("/heartbeat", beat)
    (row,) = LastHeartbeat.objects.all()
    assert row.last_seen
    for text in (row.version, row.catalogue_version, *row.devices, *row.devices.values(), *row.details.values()):
        assert not any(one == "\0" or is_half(one) for one in text)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "where", ["catalogue_version", "receipt_number", "signature", "situation", "implementation_code", "language"]
)
def test_a_submission_becomes_a_case(api: TerminalApi, wang: SamplePerson, odd: str, where: str) -> None:
    (verdict,) = api.submit(sealed(api, api.content(wang, **{where: odd})))
    assert verdict["verdict"] == "ACCEPTED"
    assert verdict["case"]["state"] in ("RECEIVED", "CORRECTION", "ACCEPTED")
    (row,) = CaseRecord.objects.all()
    assert row.content[where] is not None


@pytest.mark.parametrize("odd", ODD)
def test_an_applicant_and_answers_become_a_case(api: TerminalApi, wang: SamplePerson, odd: str) -> None:
    content = api.content(wang)
    content["applicant"]["name"] = content["applicant"]["address"] = content["answers"]["mobile"] = odd
    content["answers"][odd] = odd
    content["materials"].append({"key": odd, "state": odd, "licence_type": odd})
    (verdict,) = api.submit(sealed(api, content))
    assert verdict["verdict"] == "ACCEPTED"
    assert api.submit(sealed(api, content))[0]["reason"] == "CONFLICT"


@pytest.mark.parametrize("odd", ODD)
def test_reports_are_kept_or_answered(api: TerminalApi, odd: str) -> None:
    content = {"serial": odd, "licence_identifier": odd, "purpose": odd}
    inner = api.sealer.seal(json.dumps(content).encode())
    copied = {"kind": "COPY", "serial": odd, "outcome": "PRINTED", "printed_at": 1}
    told: dict[str, Any] = {**copied, "report_id": moment().new_id(), "sealed": inner}
    (verdict,) = api.send(api.message("copy", 2, json.dumps(told).encode(), told["report_id"]))
    assert verdict["verdict"] in ("ACCEPTED", "REJECTED")
    rated: dict[str, Any] = {
        "kind": "RATING",
        "report_id": moment().new_id(),
        "submission_id": moment().new_id(),
        "level": 5,
        "rated_at": 1,
        odd: odd,
    }
    (verdict,) = api.send(api.message("rating", 2, json.dumps(rated).encode(), rated["report_id"]))
    assert verdict["verdict"] in ("ACCEPTED", "REJECTED")


@pytest.mark.parametrize("at", [0, 2**31, 2**63, 10**30, 10**400 // 7])
def test_a_time_beyond_any_clock_becomes_a_case(api: TerminalApi, wang: SamplePerson, at: int) -> None:
    (verdict,) = api.submit(sealed(api, api.content(wang, committed_at=at, identified_at=at)))
    assert verdict["verdict"] == "ACCEPTED"


@pytest.mark.parametrize("odd", [odd for odd in ODD if not any(map(is_half, odd))])
def test_what_cannot_be_opened_is_kept(api: TerminalApi, odd: str) -> None:
    sealed = f"no jwe {odd}"
    digest = sha256_hex(sealed.encode("utf-8", "surrogatepass"))
    item = {"submission_id": moment().new_id(), "sealed": sealed, "sealed_sha256": digest}
    assert api.submit(item)[0]["reason"] == "CANNOT_OPEN"
    assert bytes(KeptItem.objects.get().sealed) == sealed.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    ("path", "key", "others"),
    [
        ("/progress", "receipt_token", {}),
        ("/token", "client_assertion", {}),
        ("/enrol", "pairing_code", {"public_key": {}}),
        ("/profile", "identity", {}),
        ("/licence-file", "identifier", {"identity": "x"}),
    ],
)
def test_a_question_is_refused_or_answered(api: TerminalApi, odd: str, path: str, key: str, others: dict[str, Any]) -> None:
    response = api.client.post(
        f"/api/v1{path}", {key: odd, **others}, "application/json", headers={"Authorization": f"Bearer {api.bearer}"}
    )
    assert response.status_code < 500


@pytest.mark.parametrize("odd", ODD)
def test_a_key_and_a_bearer_token_of_such_text_are_none(api: TerminalApi, now: StandingClock, odd: str) -> None:
    body = {"pairing_code": "0000-0000", "public_key": {"kty": "OKP", "crv": "Ed25519", "x": odd, odd: odd}}
    assert api.client.post("/api/v1/enrol", body, "application/json").status_code in (403, 422)
    if odd.isascii() and "\0" not in odd:
        return
    raw = odd.encode("utf-8", "surrogatepass").decode("latin-1")
    answer = api.client.post("/api/v1/copy-serials", {}, "application/json", HTTP_AUTHORIZATION=f"Bearer {raw}")
    assert answer.status_code == 401
