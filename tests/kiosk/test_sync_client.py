"""The real client, one call at a time, against a server that answers as badly as the world does."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from kiosk.domain.clock import Clock
from kiosk.domain.parties import Citizen, Evidence
from kiosk.domain.people import CardKind
from kiosk.messages import models
from kiosk.messages.answers import ANSWER_DIGEST
from kiosk.messages.sealing import public_half
from kiosk.messages.signing import Signer, verified
from kiosk.ports.platform import (
    AskCases,
    AskLicenceFile,
    AskLicences,
    AskProfile,
    AskProgress,
    CasesKnown,
    LicenceFile,
    LicenceRefusal,
    LicenceRefused,
    LicencesKnown,
    ProfileKnown,
    ProgressKnown,
)
from kiosk.sync.calls import Alive, Answered, Failed, Failure, Leased, Settled
from kiosk.sync.client import Account, PlatformClient
from kiosk.sync.contracts import NOT_SAYABLE_AFTER
from tests.kiosk.faulty_platform import ID, JSON, KEY, SHA, WRONG, Platform, case_json, rating, sealed, send
from tests.kiosk.session_samples import WALL, case_of, licence_of

WANG = Citizen("王", "1"), Evidence(CardKind.RESIDENT, "id_card_reader", WALL - 5, date(2040, 1, 1))


@pytest.fixture
def client(platform: Platform) -> PlatformClient:
    return PlatformClient(Account(platform.url, "T0001", "platform", Signer(KEY)), Clock(lambda: WALL, time.monotonic))


def test_one_connection_is_kept_however_many_ask(platform: Platform, client: PlatformClient) -> None:
    platform.answers = {"/progress": {"case": None}}
    together = threading.Barrier(5)

    def wait_for_all(handler: BaseHTTPRequestHandler) -> None:
        together.wait(20)
        platform.answer(handler, "/progress", {})

    assert client.ask(AskProgress("token")) == Answered(ProgressKnown(None))
    platform.wrong = wait_for_all
    with ThreadPoolExecutor(5) as askers:
        asked = [askers.submit(client.ask, AskProgress("token")) for _ in range(5)]
        assert {one.result() for one in asked} == {Answered(ProgressKnown(None))}
    with platform.counted:
        assert platform.counted.wait_for(lambda: platform.open == 1, 20)
    platform.wrong = None
    assert client.ask(AskProgress("token")) == Answered(ProgressKnown(None))
    assert platform.opened == 5, "the one that was kept serves the next"


def test_questions_are_answered_with_their_type(platform: Platform, client: PlatformClient) -> None:
    licence = models.LicencesAnswer(licences=[licence_of()]).model_dump(mode="json")["licences"][0]
    platform.answers = {
        "/profile": {"profile": {"mobile": "139"}},
        "/licences": {"licences": [licence]},
        "/licences/file": {"licence": licence, "statement": "a.b.c", "pdf": "JVBERg=="},
        "/progress": {"case": None},
        "/cases": {"cases": [case_json()]},
    }
    assert client.ask(AskProfile(*WANG)) == Answered(ProfileKnown({"mobile": "139"}))
    assert client.ask(AskLicences(*WANG)) == Answered(LicencesKnown((licence_of(),)))
    assert client.ask(AskLicenceFile(*WANG, "x")) == Answered(LicenceFile(licence_of(), "a.b.c", b"%PDF"))
    assert client.ask(AskProgress("token")) == Answered(ProgressKnown(None))
    assert client.ask(AskCases(*WANG)) == Answered(CasesKnown((case_of(),)))
    assert platform.tokens == 1, "one token for all of them"
    claim = json.loads(next(body for path, body in platform.seen if path == "/profile"))["identity"]
    claims = verified(claim, "identity", [public_half(KEY)])
    assert (claims["name"], claims["exp"] - claims["iat"]) == ("王", 60)
    assert (claims["subject"], claims["shown"], claims["reader"]) == ("CITIZEN", "resident", "id_card_reader")
    assert (claims["read_at"], claims["valid_until"], claims["assurance"]) == (WALL - 5, "2040-01-01", "CARD")
    assert b"%PDF" not in b"".join(body for _, body in platform.seen)


@pytest.mark.parametrize("what", list(WRONG))
def test_what_is_not_the_typed_answer_is_a_failure_of_its_kind(platform: Platform, client: PlatformClient, what: str) -> None:
    wrong, failure = WRONG[what]
    platform.wrong = lambda to: wrong(to, platform)
    began = time.monotonic()
    assert client.send_messages([sealed(1)]) == Failed(failure)
    assert time.monotonic() - began < 10, "bounded in time"
    platform.wrong = None
    assert isinstance(client.send_messages([sealed(1)]), Settled), "and it does not last"


@pytest.mark.parametrize("contract", [1, 2])
def test_a_heartbeat_says_what_its_contract_can(platform: Platform, client: PlatformClient, contract: int) -> None:
    platform.contract = contract
    platform.answers = {"/heartbeat": {"time": WALL}}
    details = {"receipt_printer": "192.0.2.7"}
    beat = models.HeartbeatRequest(sent_at=WALL, version="1", catalogue_version="1", waiting=0, devices={}, details=details)
    assert isinstance(client.heartbeat(beat, 7), Alive)
    sent = json.loads(next(body for path, body in platform.seen if path == "/heartbeat"))
    assert sent.get("details") == (details if contract == 2 else None)


def test_nobody_listening_is_unreachable() -> None:
    client = PlatformClient(Account("http://127.0.0.1:1", "T0001", "platform", Signer(KEY)), Clock(lambda: WALL, time.monotonic))
    assert client.send_messages([sealed(1)]) == Failed(Failure.UNREACHABLE)


@pytest.mark.parametrize("pdf", ["é", "a", "====", "JVBE\nRg==", "!!!!"])
def test_a_file_that_is_no_base64_is_not_the_platforms(platform: Platform, client: PlatformClient, pdf: str) -> None:
    licence = models.LicencesAnswer(licences=[licence_of()]).model_dump(mode="json")["licences"][0]
    platform.answers = {"/licences/file": {"licence": licence, "statement": "a.b.c", "pdf": pdf}}
    assert client.ask(AskLicenceFile(*WANG, "x")) == Failed(Failure.NOT_THE_PLATFORM)


def test_a_token_that_was_withdrawn_is_asked_for_again_once(platform: Platform, client: PlatformClient) -> None:
    assert isinstance(client.send_messages([sealed(1)]), Settled)

    def once(to: BaseHTTPRequestHandler) -> None:
        platform.wrong = None
        send(to, 401, {"detail": "expired"})

    platform.wrong = once
    assert isinstance(client.send_messages([sealed(2)]), Settled)
    assert platform.tokens == 2


@pytest.mark.parametrize(("headers", "ahead"), [({}, 600), ({ANSWER_DIGEST: "another's"}, 0)])
def test_the_platforms_clock_is_taken_from_its_own_answer(
    platform: Platform, client: PlatformClient, headers: dict[str, str], ahead: int
) -> None:
    platform.wrong = lambda to: send(to, 401, {"code": "CLOCK", "time": WALL + 600}, JSON, **headers)
    assert client.send_messages([sealed(1)]) == Failed(Failure.REFUSED)
    assert client._clock.off_by == ahead


@pytest.mark.parametrize("contract", [1, 2])
def test_each_item_of_a_batch_has_its_own_verdict_and_strangers_have_none(
    platform: Platform, client: PlatformClient, contract: int
) -> None:
    platform.contract = contract
    case: dict[str, Any] = {"case": case_json()} if contract == 1 else {"cases": [case_json()]}
    name = "submission_id" if contract == 1 else "message_id"
    verdicts = [
        {name: ID.format(1), "verdict": "ACCEPTED", **case},
        {name: ID.format(2), "verdict": "REJECTED", "reason": "CANNOT_OPEN"},
        {name: ID.format(3), "verdict": "RETRY", "after": 7},
        {name: ID.format(4), "verdict": "RETRY", "after": 3},
        {name: ID.format(9), "verdict": "ACCEPTED", **case},
    ]
    platform.wrong = lambda to: send(to, 200, {"verdicts": verdicts})
    settled = client.send_messages([sealed(n) for n in range(1, 6)])
    assert isinstance(settled, Settled)
    assert (settled.sent, settled.retry_after) == (5, 7)
    assert settled.accepted == ((ID.format(1), (case_of(),)),)
    assert [name for name, _ in settled.rejected] == [ID.format(2)]


def test_messages_of_all_kinds_go_in_one_request(platform: Platform, client: PlatformClient) -> None:
    settled = client.send_messages([sealed(1), rating(2, schema=2), sealed(3)])
    assert isinstance(settled, Settled)
    assert [(name, len(cases)) for name, cases in settled.accepted] == [(ID.format(1), 1), (ID.format(2), 0), (ID.format(3), 1)]
    path, body = platform.seen[-1]
    assert path == "/v2/messages"
    assert [(item["kind"], item["schema"]) for item in json.loads(body)["items"]] == [
        ("submission", 1),
        ("rating", 2),
        ("submission", 1),
    ]


def test_in_contract_1_each_kind_goes_to_its_own_address(platform: Platform, client: PlatformClient) -> None:
    platform.contract = 1
    waiting = [rating(2), sealed(1), rating(3)]
    settled = client.send_messages(waiting)
    assert settled == Settled(2, ((ID.format(2), ()), (ID.format(3), ())))
    assert platform.seen[-1] == ("/reports", b'{"items":[' + b",".join(m.sealed.encode() for m in (waiting[0], waiting[2])) + b"]}")
    settled = client.send_messages([sealed(1)])
    assert isinstance(settled, Settled)
    assert [name for name, _ in settled.accepted] == [ID.format(1)]
    path, body = platform.seen[-1]
    assert path == "/submissions"
    assert json.loads(body) == {"items": [{"submission_id": ID.format(1), "sealed": "sealed", "sealed_sha256": SHA}]}
    platform.wrong = lambda to: send(to, 200, {"kept": [ID.format(3), "stranger"]})
    assert client.send_messages([rating(2), rating(3)]) == Settled(2, ((ID.format(3), ()),))


def test_what_contract_1_cannot_say_waits_for_a_newer_platform(platform: Platform, client: PlatformClient) -> None:
    platform.contract = 1
    assert client.send_messages([rating(2, schema=2)]) == Settled(1, retry_after=NOT_SAYABLE_AFTER)
    assert [path for path, _ in platform.seen] == ["/token"], "nothing was sent"
    settled = client.send_messages([rating(2, schema=2), sealed(1)])
    assert isinstance(settled, Settled)
    assert [name for name, _ in settled.accepted] == [ID.format(1)], "and it holds up nobody"


def test_a_platform_put_back_is_found_out_with_the_next_token(platform: Platform, client: PlatformClient) -> None:
    assert isinstance(client.send_messages([sealed(1)]), Settled)
    platform.contract = 1
    assert client.send_messages([sealed(1)]) == Failed(Failure.NOT_THE_PLATFORM)
    client.sign_in()  # as the engine does when something fails
    assert isinstance(client.send_messages([sealed(1)]), Settled)
    assert platform.seen[-1][0] == "/submissions"


def test_leases(client: PlatformClient) -> None:
    assert client.lease_serials() == Leased("L", 1, 50)


def test_half_a_pair_in_an_answer_is_one_character_lost(platform: Platform, client: PlatformClient) -> None:
    case = case_json()
    case["next_step"]["zh"] = "等候短信\ud867"
    platform.answers = {"/cases": {"cases": [case]}, "/profile": {"profile": {"address": "\udc00路1号"}}}
    answered = client.ask(AskCases(*WANG))
    assert isinstance(answered, Answered)
    assert isinstance(answered.reply, CasesKnown)
    assert answered.reply.cases[0].next_step.zh == "等候短信\ufffd"
    assert client.ask(AskProfile(*WANG)) == Answered(ProfileKnown({"address": "\ufffd路1号"}))


@pytest.mark.parametrize("refusal", list(LicenceRefusal))
def test_a_licence_refused_by_the_platform_is_its_answer(
    platform: Platform, client: PlatformClient, refusal: LicenceRefusal
) -> None:
    def refuse(to: BaseHTTPRequestHandler) -> None:
        send(to, 409, {"code": refusal.value, "message": "", "time": WALL})

    client.sign_in()
    platform.wrong = refuse
    assert client.ask(AskLicenceFile(*WANG, "x")) == Answered(LicenceRefused(refusal))
    assert client.ask(AskLicences(*WANG)) == Failed(Failure.NOT_UNDERSTOOD), "an answer to that question alone"


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", {"code": "EXHAUSTED", "time": WALL}])
def test_any_other_409_is_no_answer(platform: Platform, client: PlatformClient, body: Any) -> None:
    client.sign_in()
    platform.wrong = lambda to: send(to, 409, body)
    assert client.ask(AskLicenceFile(*WANG, "x")) == Failed(Failure.NOT_UNDERSTOOD)


def test_a_409_that_nobody_vouches_for_is_no_answer(platform: Platform, client: PlatformClient) -> None:
    client.sign_in()
    platform.wrong = lambda to: send(to, 409, {"code": "NOT_DRAWABLE", "time": WALL}, **{ANSWER_DIGEST: "x"})
    assert client.ask(AskLicenceFile(*WANG, "x")) == Failed(Failure.NOT_UNDERSTOOD)
