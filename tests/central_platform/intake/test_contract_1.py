"""Terminals and platforms of the version before (contract 1) talk with those of now: tried with bytes and schemas that it left."""

from __future__ import annotations

import io
import json
import re
import time
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import jsonschema_rs
import pytest
import requests
from django.test import Client
from pydantic import BaseModel, ConfigDict, Field
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from central_platform.cases.models import Attachment, CaseRecord
from central_platform.core import epochs, keys
from central_platform.licences.models import CopyRecord
from central_platform.people.models import Person
from central_platform.ratings.models import Rating
from central_platform.terminals.models import Terminal as TerminalRow
from kiosk.domain.cases import MaterialState
from kiosk.domain.clock import Clock
from kiosk.domain.people import CardKind, IdCard
from kiosk.domain.sample_people import SamplePerson
from kiosk.domain.submissions import SettledMaterial, Submission, new_receipt_token
from kiosk.domain.terminals import Terminal
from kiosk.domain.times import Moment
from kiosk.journeys.apply.effects import seal
from kiosk.journeys.licence_copies.effects import PrintedCopyReport
from kiosk.journeys.rating.places import rating_message
from kiosk.messages.answers import ANSWER_DIGEST, REQUEST_ID, answer_digest
from kiosk.messages.keys import TerminalKeys, Trust
from kiosk.messages.sealing import open_sealed
from kiosk.messages.signing import verified
from kiosk.ports.storage import OutboxMessage
from kiosk.sync.calls import Settled
from kiosk.sync.client import Account, PlatformClient
from offline_cache.ledger.ledger import SqliteLedger
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi

EARLIER = Path(__file__).parents[1] / "earlier"
WIRE: dict[str, Any] = json.loads((EARLIER / "wire-1.json").read_bytes())
SCHEMAS: dict[str, Any] = json.loads((EARLIER / "contents-1.json").read_bytes())
ANSWERS = {"/submissions": "BatchAnswer", "/reports": "ReportAnswer", "/attachments": "AttachmentAnswer", "/token": "TokenAnswer"}
ANSWERS |= {"/cases": "CasesAnswer", "/progress": "ProgressAnswer"}
REQUESTS = {"/submissions": "SubmissionBatch", "/reports": "ReportBatch", "/attachments": "AttachmentPiece"}


@cache
def _validator(name: str) -> Any:
    return jsonschema_rs.Draft202012Validator(SCHEMAS[name])


def check(name: str, value: Any) -> None:
    """As the version before would read it."""
    assert [error.message for error in _validator(name).iter_errors(value)] == []


@pytest.fixture
def old_terminal(api: TerminalApi, monkeypatch: pytest.MonkeyPatch) -> TerminalApi:
    """Called as that one was, at a platform that has the key which it sealed to."""
    assert api.terminal_id == WIRE["terminal_id"]
    ring = keys.KeyRing(keys.keys_folder())
    ring._read["seal"] = [*ring.opening, WIRE["sealing_key"]]
    monkeypatch.setattr(ring, "_all", lambda use: ring._read[use])
    keys.key_ring.cache_clear()
    for module in ("intake.services", "licences.handler", "cases.attachments"):
        monkeypatch.setattr(f"central_platform.{module}.key_ring", lambda: ring)
    return api


def test_what_an_old_terminal_sends_is_answered_as_it_was(old_terminal: TerminalApi) -> None:
    for person in Person.objects.all():  # as few licences as there were then
        for licence in person.licences.order_by("identifier")[2:]:
            licence.delete()
    answers = []
    for request in WIRE["requests"]:
        answer = old_terminal.call(request["path"], request["body"])
        check(ANSWERS[request["path"]], answer)
        answers.append(answer)
    verdicts, whole, half, conflict, reports = answers
    for verdict, before in zip(verdicts["verdicts"], WIRE["verdicts"], strict=True):
        assert (verdict["submission_id"], verdict["verdict"]) == (before["submission_id"], before["verdict"])
        # Where and by when a case is mended is more than it was; all else is told as it was.
        changed = {"next_step", "due"} if before["case"]["state"] == "CORRECTION" else set()
        told = json.dumps({name: verdict["case"][name] for name in before["case"].keys() - changed}, ensure_ascii=False)
        # But for the numbers themselves, which have the platform's epoch in them now.
        told = re.sub(f"261122{epochs.current(NOW).code}00", "202611220000", told)
        # And who reviews it is called in one way everywhere since.
        told = told.replace("The staff will review your application", "A member of staff looks at your application")
        assert json.loads(told) == {k: v for k, v in before["case"].items() if k not in changed}, "in every word"
    assert (whole["verdict"], half["received"]) == ("KEPT", 100)
    assert conflict["verdicts"][0]["reason"] == "CONFLICT"
    assert reports["kept"] == WIRE["report_ids"]
    assert [row.complete for row in Attachment.objects.order_by("id")] == [True, False]
    assert [row.case is not None for row in Rating.objects.order_by("-level")] == [False, True]
    assert sorted(CopyRecord.objects.values_list("outcome", "purpose")) == [("CONFIRMED", "school"), ("VOIDED", "school")]


def test_it_is_taken_once_however_often_it_comes(old_terminal: TerminalApi) -> None:
    for _ in range(2):
        for request in WIRE["requests"]:
            old_terminal.call(request["path"], request["body"])
    assert (CaseRecord.objects.count(), Rating.objects.count(), CopyRecord.objects.count()) == (3, 2, 2)


def test_what_an_old_terminal_asks_is_answered_in_its_words(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    content["answers"]["mobile"] = "1"  # sent back, with what it lacks
    api.submit(api.seal(content))
    check("CasesAnswer", api.call("/cases", api.identity(wang)))
    check("TokenAnswer", api.call("/token", {"client_assertion": api.assertion()}, bearer=""))


class OldPlatform(HTTPAdapter):
    """The platform of now, as far as contract 1 goes: it knows no other address, says nothing of contracts, and takes no key more
    than that version did."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, Any]] = []
        self._platform = Client()

    def send(self, request: requests.PreparedRequest, *arguments: Any, **named: Any) -> requests.Response:
        path, body = str(request.path_url), request.body or b""
        if not path.startswith("/api/v1/"):
            return self._response(request, 404, "text/html", b"<h1>Not Found</h1>")
        path = path.removeprefix("/api/v1")
        value = json.loads(body)
        self.seen.append((path, value))
        if path in REQUESTS:
            check(REQUESTS[path], value)
        sent = {name: request.headers[name] for name in ("Authorization",) if name in request.headers}
        told = self._platform.post(f"/api/v1{path}", body, content_type="application/json", headers=sent)
        answer = json.loads(told.content)
        answer.pop("contract", None)
        for verdict in answer.get("verdicts", ()):
            verdict.get("case", {}).pop("defects", None)
        return self._response(request, told.status_code, "application/json", json.dumps(answer).encode())

    def _response(self, request: requests.PreparedRequest, status: int, kind: str, body: bytes) -> requests.Response:
        digest = answer_digest(request.headers[REQUEST_ID], body)
        headers = HTTPHeaderDict({"Content-Type": kind, "Content-Length": str(len(body)), ANSWER_DIGEST: digest})
        raw = HTTPResponse(io.BytesIO(body), headers, status, preload_content=False, request_method="POST")
        return self.build_response(request, raw)


class IdentityOfThen(BaseModel):
    """What that version read of a terminal's word that a card was shown."""

    model_config = ConfigDict(extra="ignore", strict=True)

    terminal: Annotated[str, Field(min_length=1, max_length=128)]
    name: Annotated[str, Field(min_length=1, max_length=128)]
    number: Annotated[str, Field(min_length=1, max_length=128)]
    assurance: Annotated[str, Field(min_length=1, max_length=128)]
    iat: int
    exp: int
    jti: Annotated[str, Field(min_length=1, max_length=128)]


def test_a_new_terminals_word_for_a_card_is_read_by_an_old_platform(api: TerminalApi, wang: SamplePerson) -> None:
    claims = verified(api.identity(wang)["identity"], "identity", [TerminalRow.objects.get().public_key])
    read = IdentityOfThen.model_validate(claims)
    assert (read.name, read.number, read.assurance) == (wang.name, wang.number, "CARD")
    assert read.exp - read.iat == 60


class NewTerminal:
    """Keys, ledger and client as they are; what the platform reads it has not been told."""

    def __init__(self, api: TerminalApi, folder: Path, platform: OldPlatform) -> None:
        sealing = api.enrolment["sealing_key"]
        terminal = Terminal(api.terminal_id, api.enrolment["site"], "12345")
        self.trust = Trust(sealing, api.enrolment["verification_keys"])
        self.keys = TerminalKeys(terminal, {}, "", lambda: self.trust)
        self.ledger = SqliteLedger(folder / "ledger.db", api.terminal_id)
        account = Account("http://platform", api.terminal_id, api.audience, api.signer)
        self.client = PlatformClient(account, Clock(lambda: NOW, time.monotonic))
        with self.client._session() as session:
            session.mount("http://", platform)

    def apply(self, person: SamplePerson) -> str:
        card = IdCard(
            *(CardKind.RESIDENT, person.name, person.number, person.sex, person.birth, person.address, "01", "样板区公安分局"),
            *(person.valid_from, person.valid_until, b"block"),
        )
        moment = Moment(0.0, NOW, lambda count: bytes(range(count)))
        answers = {"household_here": "yes", "mobile": person.mobile, "delivery": "collect", "photo_choice": "card"}
        submission = Submission(
            submission_id=moment.new_id(),
            implementation_code="11310000MB2F30661Y4310199000001",
            catalogue_version="1",
            card=card,
            answers=answers,
            situation="collect",
            materials=(SettledMaterial("id_card", MaterialState.FROM_CARD, "id-card"),),
            signature="M0 0L10 10",
            receipt_token=new_receipt_token(moment),
            language="zh",
            identified_at=NOW,
            committed_at=NOW,
        )
        self.ledger.commit_submission(lambda number: seal(self.keys, submission, number, b""), "261122")
        return submission.submission_id

    def sync(self) -> list[Settled]:
        settled = []
        while waiting := self.ledger.waiting(20):
            answer = self.client.send_messages(waiting)
            assert isinstance(answer, Settled)
            assert answer.accepted
            for name, cases in answer.accepted:
                self.ledger.settle(name, cases, 1000)
            settled.append(answer)
        return settled


@pytest.fixture
def platform() -> OldPlatform:
    return OldPlatform()


@pytest.fixture
def terminal(api: TerminalApi, tmp_path: Path, platform: OldPlatform) -> NewTerminal:
    return NewTerminal(api, tmp_path, platform)


def test_a_new_terminal_is_understood_by_an_old_platform(
    terminal: NewTerminal, platform: OldPlatform, now: StandingClock, wang: SamplePerson
) -> None:
    name = terminal.apply(wang)
    plain = open_sealed(terminal.ledger.waiting(1)[0].sealed, keys.key_ring().opening)
    check("SubmissionContent", json.loads(plain))
    moment = Moment(0.0, NOW, lambda count: bytes(range(1, count + 1)))
    terminal.ledger.add_message(rating_message(terminal.keys, moment.new_id(), name, 2, NOW), NOW + 1)
    copy_id = Moment(0.0, NOW, lambda count: bytes(range(2, count + 2))).new_id()
    terminal.ledger.add_message(
        PrintedCopyReport("1.2", "school").message(terminal.keys, copy_id, "YB310199001-000001", NOW, "SENT"), NOW + 2
    )
    terminal.sync()
    assert {path for path, _ in platform.seen} == {"/token", "/submissions", "/reports"}
    # A platform of then accepts it; this one asks for more of the card than contract 1 says.
    assert CaseRecord.objects.get(submission_id=name).state == "RECEIVED"
    assert Rating.objects.get().case == CaseRecord.objects.get()
    assert CopyRecord.objects.get().purpose == "school"
    (receipt,) = terminal.ledger.by_holder(b"")
    assert receipt.case is not None
    assert receipt.case.defects == (), "which an old platform does not tell"


def test_a_new_terminal_tells_a_new_platform_of_the_card(terminal: NewTerminal, wang: SamplePerson, api: TerminalApi) -> None:
    terminal.trust = Trust(terminal.trust.sealing, terminal.trust.verification, reads={"submission": 4})
    terminal.apply(wang)
    row = terminal.ledger.waiting(1)[0]
    content = json.loads(open_sealed(row.sealed, keys.key_ring().opening))
    assert (content["schema"], content["evidence"][0]["issued"]) == (3, wang.valid_from.isoformat())
    assert len(content["evidence"][0]["mark"]) == 64


def test_a_new_terminal_writes_what_the_platform_says_that_it_reads(
    terminal: NewTerminal, wang: SamplePerson, api: TerminalApi
) -> None:
    terminal.trust = Trust(terminal.trust.sealing, terminal.trust.verification, reads={"rating": 2, "submission": 2})
    name = terminal.apply(wang)
    content = json.loads(open_sealed(terminal.ledger.waiting(1)[0].sealed, keys.key_ring().opening))
    assert content["schema"] == 2
    assert set(content["evidence"][0]) == {"shown", "reader", "read_at", "valid_until"}, "no more than schema 2 has"
    assert content["parties"]["applicant"] == {"kind": "CITIZEN", "name": wang.name, "number": wang.number}
    assert content["applicant"]["number"] == wang.number, "beside it, for whoever reads that alone"
    moment = Moment(0.0, NOW, lambda count: bytes(range(1, count + 1)))
    rating: OutboxMessage = rating_message(terminal.keys, moment.new_id(), name, 2, NOW)
    assert (rating.schema, rating.sealed.count(".")) == (2, 4)
    terminal.ledger.add_message(rating, NOW + 1)
    seen: list[str] = []

    class NewPlatform(OldPlatform):
        def send(self, request: requests.PreparedRequest, *arguments: Any, **named: Any) -> requests.Response:
            path = str(request.path_url)
            seen.append(path)
            sent = {name: request.headers[name] for name in ("Authorization",) if name in request.headers}
            told = Client().post(path, request.body, content_type="application/json", headers=sent)
            return self._response(request, told.status_code, "application/json", told.content)

    with terminal.client._session() as session:
        session.mount("http://", NewPlatform())
    (settled,) = terminal.sync()
    assert seen == ["/api/v1/token", "/api/v2/messages"]
    assert [len(cases) for _, cases in settled.accepted] == [1, 0]
    assert CaseRecord.objects.get().state == "RECEIVED"
    assert Rating.objects.get().level == 2
