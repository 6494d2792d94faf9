"""The engine's threads with a real ledger and the real client, against a server that answers as badly as the world does."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from world import WALL, case_of, licence_of

from kiosk.domain.submissions import StoredState
from kiosk.domain.times import Moment
from kiosk.ports.platform import (
    AskCases,
    AskLicenceFile,
    AskLicences,
    AskProfile,
    AskProgress,
    CaseMade,
    CasesKnown,
    LicenceFile,
    LicencesKnown,
    Network,
    NetworkChanged,
    NoAnswer,
    PlatformReply,
    ProfileKnown,
    ProgressKnown,
)
from kiosk.ports.storage import OutboxEntry, SealedRow, StorageError, StorageFault
from kiosk.sync import bounded_http
from kiosk.sync import client as client_module
from kiosk.sync import engine as engine_module
from kiosk.sync.calls import Answered, Failed, Failure, Leased, ReportsKept, Settled
from kiosk.sync.client import Account, PlatformClient
from kiosk.sync.driver import SyncEngine
from kiosk.wire import models
from kiosk.wire.answers import ANSWER_DIGEST, REQUEST_ID, answer_digest
from kiosk.wire.sealing import public_half
from kiosk.wire.signing import Signer, new_signing_key, verified
from offline_cache.ledger import SqliteLedger

KEY = new_signing_key("terminal")
ID = "0199a0b0-0000-7000-8000-00000000000{}"
SHA = "ab" * 32


def sealed(number: int) -> OutboxEntry:
    return OutboxEntry(ID.format(number), "SUBMISSION", "sealed", SHA, 0)


class Platform:
    """A small HTTP server. ``wrong`` answers in place of the platform until it is taken away."""

    def __init__(self) -> None:
        self.wrong: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.seen: list[tuple[str, Any]] = []
        self.cases: dict[str, str] = {}
        self.tokens = 0
        self.answers: dict[str, Any] = {}
        self.over = threading.Event()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                path = self.path.removeprefix("/api/v1")
                platform.seen.append((path, body))
                try:
                    if platform.wrong and path != "/token":
                        platform.wrong(self)
                    else:
                        platform.answer(self, path, json.loads(body))
                except OSError:
                    self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, to: BaseHTTPRequestHandler, path: str, body: Any) -> None:
        match path:
            case "/token":
                self.tokens += 1
                verified(body["client_assertion"], "client-assertion", [public_half(KEY)])
                send(to, 200, {"access_token": f"t{self.tokens}", "expires_in": 3600})
            case "/submissions":
                verdicts = []
                for item in body["items"]:
                    number = self.cases.setdefault(item["submission_id"], f"{len(self.cases) + 1:014d}")
                    verdicts.append({"submission_id": item["submission_id"], "verdict": "ACCEPTED", "case": case_json(number)})
                send(to, 200, {"verdicts": verdicts, "a key of a newer platform": 1})
            case "/reports":
                send(to, 200, {"kept": [item["report_id"] for item in body["items"]]})
            case "/heartbeat":
                send(to, 200, {"time": WALL})
            case "/copy-serials":
                send(to, 200, {"prefix": "L", "first": 1, "last": 50})
            case _:
                send(to, 200, self.answers[path])

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def case_json(number: str = "20261122000017") -> Any:
    return models.ProgressAnswer(case=case_of(number=number)).model_dump(mode="json")["case"]


def send(to: BaseHTTPRequestHandler, status: int, body: Any, kind: str = "application/json", **headers: str) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    to.send_response(status)
    to.send_header("Content-Type", kind)
    to.send_header("Content-Length", str(len(data)))
    for name, value in {ANSWER_DIGEST: answer_digest(to.headers[REQUEST_ID], data), **headers}.items():
        to.send_header(name, value)
    to.end_headers()
    to.wfile.write(data)


@pytest.fixture
def platform() -> Iterator[Platform]:
    platform = Platform()
    yield platform
    platform.close()


@pytest.fixture
def client(platform: Platform) -> PlatformClient:
    return PlatformClient(Account(platform.url, "T0001", "platform", Signer(KEY)), lambda: WALL)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bounds, in less time."""
    monkeypatch.setattr(client_module, "ANSWER_TIMEOUT", 0.5)
    monkeypatch.setattr(bounded_http, "HEAD_TIMEOUT", 0.5)
    monkeypatch.setattr(client_module, "LARGEST_ANSWER", 200_000)


# --- one call


def test_questions_are_answered_with_their_type(platform: Platform, client: PlatformClient) -> None:
    licence = models.LicencesAnswer(licences=[licence_of()]).model_dump(mode="json")["licences"][0]
    platform.answers = {
        "/profile": {"profile": {"mobile": "139"}},
        "/licences": {"licences": [licence]},
        "/licences/file": {"licence": licence, "statement": "a.b.c", "pdf": "JVBERg=="},
        "/progress": {"case": None},
        "/cases": {"cases": [case_json()]},
    }
    assert client.ask(AskProfile("王", "1")) == Answered(ProfileKnown({"mobile": "139"}))
    assert client.ask(AskLicences("王", "1")) == Answered(LicencesKnown((licence_of(),)))
    assert client.ask(AskLicenceFile("王", "1", "x")) == Answered(LicenceFile(licence_of(), "a.b.c", b"%PDF"))
    assert client.ask(AskProgress("token")) == Answered(ProgressKnown(None))
    assert client.ask(AskCases("王", "1")) == Answered(CasesKnown((case_of(),)))
    assert platform.tokens == 1, "one token for all of them"
    claim = json.loads(next(body for path, body in platform.seen if path == "/profile"))["identity"]
    claims = verified(claim, "identity", [public_half(KEY)])
    assert (claims["name"], claims["exp"] - claims["iat"]) == ("王", 60)
    assert b"%PDF" not in b"".join(body for _, body in platform.seen)


def drip(to: BaseHTTPRequestHandler, platform: Platform, length: int = 10_000) -> None:
    to.send_response(200)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", str(length))
    to.end_headers()
    for _ in range(100):
        to.wfile.write(b" ")
        if platform.over.wait(0.05):
            return


def drip_head(to: BaseHTTPRequestHandler, platform: Platform, line: bytes) -> None:
    """Each wait for the next bytes is short, and the head of the answer never ends."""
    to.wfile.write(b"HTTP/1.1 200 OK\r\n" if not line.startswith(b"HTTP") else b"")
    while not platform.over.wait(0.02):
        to.wfile.write(line)


def cut(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", "1000")
    to.end_headers()
    to.wfile.write(b'{"verdicts":')
    to.close_connection = True


def endless(to: BaseHTTPRequestHandler, platform: Platform, status: int = 200, **headers: str) -> None:
    to.send_response(status)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", str(10**12))
    for name, value in headers.items():
        to.send_header(name, value)
    to.end_headers()
    while not platform.over.is_set():
        to.wfile.write(b" " * 65536)


def hang_up(to: BaseHTTPRequestHandler) -> None:
    to.close_connection = True


JSON = "application/json"
NOBODYS = b'{"verdicts":[]}'
WRONG: dict[str, tuple[Callable[[BaseHTTPRequestHandler, Platform], None], Failure]] = {
    "a portal's page": (lambda to, _: send(to, 200, b"<html>Log in</html>", "text/html"), Failure.NOT_THE_PLATFORM),
    "a portal's page called JSON": (lambda to, _: send(to, 200, b"<html>", JSON), Failure.NOT_THE_PLATFORM),
    "another's JSON": (lambda to, _: send(to, 200, {"ok": True}), Failure.NOT_THE_PLATFORM),
    "JSON of the wrong type": (lambda to, _: send(to, 200, {"verdicts": [{"verdict": "MAYBE"}]}), Failure.NOT_THE_PLATFORM),
    "deep JSON": (lambda to, _: send(to, 200, b"[" * 100_000), Failure.NOT_THE_PLATFORM),
    "nothing": (lambda to, _: send(to, 200, b""), Failure.NOT_THE_PLATFORM),
    "no content": (lambda to, _: send(to, 204, b""), Failure.NOT_THE_PLATFORM),
    "a redirect": (lambda to, _: send(to, 302, b"{}", Location="http://127.0.0.1:1/"), Failure.NOT_THE_PLATFORM),
    "a redirect to nowhere": (lambda to, _: send(to, 302, b"{}", Location="http://[bad"), Failure.NOT_THE_PLATFORM),
    "a redirect without end": (lambda to, platform: endless(to, platform, 302, Location="/"), Failure.NOT_THE_PLATFORM),
    "a proxy's 404": (lambda to, _: send(to, 404, b"<html>", "text/html"), Failure.NOT_THE_PLATFORM),
    "a proxy's 401": (lambda to, _: send(to, 401, b"<html>", "text/html"), Failure.NOT_THE_PLATFORM),
    "404": (lambda to, _: send(to, 404, {"detail": "none"}), Failure.NOT_UNDERSTOOD),
    "422": (lambda to, _: send(to, 422, {"detail": "none"}), Failure.NOT_UNDERSTOOD),
    "401": (lambda to, _: send(to, 401, {"detail": "none"}), Failure.REFUSED),
    "403": (lambda to, _: send(to, 403, {"detail": "none"}), Failure.REFUSED),
    "429": (lambda to, _: send(to, 429, {"detail": "none"}), Failure.BUSY),
    "500": (lambda to, _: send(to, 500, {"detail": "none"}), Failure.SERVER_ERROR),
    "503 of a proxy": (lambda to, _: send(to, 503, b"<html>", "text/html"), Failure.SERVER_ERROR),
    "a connection cut": (lambda to, _: cut(to), Failure.UNREACHABLE),
    "a connection hung up": (lambda to, _: hang_up(to), Failure.UNREACHABLE),
    "silence": (lambda _, platform: platform.over.wait(3) and None, Failure.UNREACHABLE),
    "a slow drip": (drip, Failure.UNREACHABLE),
    "a head that drips": (lambda to, platform: drip_head(to, platform, b"x"), Failure.UNREACHABLE),
    "a head that goes on": (lambda to, platform: drip_head(to, platform, b"HTTP/1.1 100 Continue\r\n\r\n"), Failure.UNREACHABLE),
    "an answer without end": (endless, Failure.NOT_THE_PLATFORM),
    "no digest": (lambda to, _: send(to, 200, NOBODYS, JSON, **{ANSWER_DIGEST: ""}), Failure.NOT_THE_PLATFORM),
    "altered on its way": (
        lambda to, _: send(to, 200, NOBODYS, JSON, **{ANSWER_DIGEST: answer_digest(to.headers[REQUEST_ID], NOBODYS + b" ")}),
        Failure.NOT_THE_PLATFORM,
    ),
    "the answer to another request": (
        lambda to, _: send(to, 200, NOBODYS, JSON, **{ANSWER_DIGEST: answer_digest("earlier", NOBODYS)}),
        Failure.NOT_THE_PLATFORM,
    ),
    "a broken compression": (lambda to, _: send(to, 200, b"no gzip", JSON, **{"Content-Encoding": "gzip"}), Failure.UNREACHABLE),
}


@pytest.mark.parametrize("what", list(WRONG))
def test_what_is_not_the_typed_answer_is_a_failure_of_its_kind(platform: Platform, client: PlatformClient, what: str) -> None:
    wrong, failure = WRONG[what]
    platform.wrong = lambda to: wrong(to, platform)
    began = time.monotonic()
    assert client.send_submissions([sealed(1)]) == Failed(failure)
    assert time.monotonic() - began < 2.5, "bounded in time"
    platform.wrong = None
    assert isinstance(client.send_submissions([sealed(1)]), Settled), "and it does not last"


def test_nobody_listening_is_unreachable() -> None:
    client = PlatformClient(Account("http://127.0.0.1:1", "T0001", "platform", Signer(KEY)), lambda: WALL)
    assert client.send_submissions([sealed(1)]) == Failed(Failure.UNREACHABLE)


@pytest.mark.parametrize("pdf", ["é", "a", "====", "JVBE\nRg==", "!!!!"])
def test_a_file_that_is_no_base64_is_not_the_platforms(platform: Platform, client: PlatformClient, pdf: str) -> None:
    licence = models.LicencesAnswer(licences=[licence_of()]).model_dump(mode="json")["licences"][0]
    platform.answers = {"/licences/file": {"licence": licence, "statement": "a.b.c", "pdf": pdf}}
    assert client.ask(AskLicenceFile("王", "1", "x")) == Failed(Failure.NOT_THE_PLATFORM)


def test_a_token_that_was_withdrawn_is_asked_for_again_once(platform: Platform, client: PlatformClient) -> None:
    assert isinstance(client.send_submissions([sealed(1)]), Settled)

    def once(to: BaseHTTPRequestHandler) -> None:
        platform.wrong = None
        send(to, 401, {"detail": "expired"})

    platform.wrong = once
    assert isinstance(client.send_submissions([sealed(2)]), Settled)
    assert platform.tokens == 2


@pytest.mark.parametrize(("headers", "ahead"), [({}, 600), ({ANSWER_DIGEST: "another's"}, 0)])
def test_the_platforms_clock_is_taken_from_its_own_answer(
    platform: Platform, client: PlatformClient, headers: dict[str, str], ahead: int
) -> None:
    platform.wrong = lambda to: send(to, 401, {"code": "CLOCK", "time": WALL + 600}, JSON, **headers)
    assert client.send_submissions([sealed(1)]) == Failed(Failure.REFUSED)
    assert client._skew == ahead


def test_each_item_of_a_batch_has_its_own_verdict_and_strangers_have_none(platform: Platform, client: PlatformClient) -> None:
    verdicts = [
        {"submission_id": ID.format(1), "verdict": "ACCEPTED", "case": case_json()},
        {"submission_id": ID.format(2), "verdict": "REJECTED", "reason": "CANNOT_OPEN"},
        {"submission_id": ID.format(3), "verdict": "RETRY", "after": 7},
        {"submission_id": ID.format(4), "verdict": "RETRY", "after": 3},
        {"submission_id": ID.format(9), "verdict": "ACCEPTED", "case": case_json()},
    ]
    platform.wrong = lambda to: send(to, 200, {"verdicts": verdicts})
    settled = client.send_submissions([sealed(n) for n in range(1, 6)])
    assert isinstance(settled, Settled)
    assert (settled.sent, settled.retry_after) == (5, 7)
    assert settled.cases == ((ID.format(1), case_of()),)
    assert [name for name, _ in settled.rejected] == [ID.format(2)]


def test_reports_and_leases(platform: Platform, client: PlatformClient) -> None:
    entries = [OutboxEntry("a", "REPORT", '{"report_id":"a"}', "", 0), OutboxEntry("b", "REPORT", '{"report_id":"b"}', "", 0)]
    assert client.send_reports(entries) == ReportsKept(2, ("a", "b"))
    platform.wrong = lambda to: send(to, 200, {"kept": ["b", "stranger"]})
    assert client.send_reports(entries) == ReportsKept(2, ("b",))
    platform.wrong = None
    assert client.lease_serials() == Leased("L", 1, 50)


# --- the whole engine


def beat(waiting: int, audit: tuple[int, str]) -> models.HeartbeatRequest:
    head = models.AuditHead(number=audit[0], hash=audit[1])
    return models.HeartbeatRequest(sent_at=WALL, version="1", catalogue_version="1", waiting=waiting, devices={}, audit=head)


class Running:
    def __init__(self, platform: Platform, path: Path) -> None:
        self.ledger = SqliteLedger(path, "T0001")
        self.events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.told: list[Any] = []
        self.engine = SyncEngine(
            self.events.put,
            lambda: SqliteLedger(path, "T0001"),
            lambda: PlatformClient(Account(platform.url, "T0001", "platform", Signer(KEY)), lambda: WALL),
            beat,
            lambda: Moment(time.monotonic(), WALL, lambda n: bytes(n)),
            lambda: None,
        )

    def commit(self, number: int) -> str:
        name = ID.format(number)
        row = SealedRow(name, "1" * 31, "sealed", SHA, f"token {number}", b"holder", number)
        self.ledger.commit_submission(lambda receipt: row, "261122")
        return name

    def wait(self, wanted: Callable[[Any], bool], timeout: float = 10.0) -> Any:
        until = time.monotonic() + timeout
        while True:
            event = self.events.get(timeout=max(0.01, until - time.monotonic()))
            self.told.append(event)
            if wanted(event):
                return event

    def states(self) -> list[StoredState]:
        return [receipt.state for receipt in self.ledger.by_holder(b"holder")]


@pytest.fixture
def running(platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    short = {failure: (0.02, 0.05) for failure in Failure}
    monkeypatch.setattr(engine_module, "PATIENCE", short)
    running = Running(platform, tmp_path / "ledger.db")
    yield running
    running.engine.stop()
    running.ledger.close()


def test_a_resident_who_waits_gets_their_case(running: Running) -> None:
    running.engine.start()
    running.wait(lambda event: event == NetworkChanged(Network.ONLINE))
    name = running.commit(1)
    running.engine.hurry(name)
    assert running.wait(lambda event: isinstance(event, CaseMade)).submission_id == name
    assert running.states() == [StoredState.CASE]


@pytest.mark.parametrize("what", ["a portal's page", "a connection cut", "a redirect without end", "500", "401", "a slow drip"])
def test_what_is_stored_stays_stored_until_the_platform_is_back_and_makes_one_case(
    running: Running, platform: Platform, what: str
) -> None:
    wrong, _ = WRONG[what]
    platform.wrong = lambda to: wrong(to, platform)
    name = running.commit(1)
    running.engine.start()
    running.engine.hurry(name)
    running.engine.ask("q", AskProgress("token"))
    assert running.wait(lambda event: isinstance(event, PlatformReply)).reply == NoAnswer()
    assert running.states() == [StoredState.STORED]
    assert not any(isinstance(event, CaseMade) for event in running.told)
    platform.wrong = None
    assert running.wait(lambda event: isinstance(event, CaseMade)).submission_id == name
    assert running.states() == [StoredState.CASE]
    assert list(platform.cases) == [name]


def test_an_answer_that_is_lost_on_the_way_makes_no_second_case(running: Running, platform: Platform) -> None:
    lost = []

    def takes_and_cuts(to: BaseHTTPRequestHandler) -> None:
        _, body = platform.seen[-1]
        for item in json.loads(body).get("items", []):
            lost.append(platform.cases.setdefault(item["submission_id"], "1"))
        cut(to)
        if len(lost) >= 3:
            platform.wrong = None

    platform.wrong = takes_and_cuts
    running.commit(1)
    running.engine.start()
    running.wait(lambda event: isinstance(event, CaseMade))
    assert len(lost) >= 3
    assert len(platform.cases) == 1
    receipt = running.ledger.by_token("token 1")
    assert receipt is not None
    assert receipt.case is not None
    assert receipt.case.case_number == "1"


def test_a_long_queue_goes_in_batches_and_reports_with_it(running: Running, platform: Platform) -> None:
    for number in range(1, 10):
        running.commit(number)
    running.ledger.add_report("r", '{"report_id":"r"}', 5)
    running.engine.start()
    for _ in range(9):
        running.wait(lambda event: isinstance(event, CaseMade))
    running.engine.queue_grew()
    until = time.monotonic() + 5
    while running.ledger.waiting(1, "REPORT") and time.monotonic() < until:
        threading.Event().wait(0.01)
    assert running.ledger.waiting(1, "REPORT") == ()
    assert running.states() == [StoredState.CASE] * 9


def test_a_ledger_that_cannot_be_written_pauses_the_lane_and_ends_nothing(
    running: Running, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = []
    original = SqliteLedger.note_attempt

    def full(self: SqliteLedger, entry_ids: Any) -> None:
        refused.append(entry_ids)
        if len(refused) < 4:
            raise StorageError(StorageFault.FULL)
        original(self, entry_ids)

    monkeypatch.setattr(SqliteLedger, "note_attempt", full)
    running.commit(1)
    running.engine.start()
    running.wait(lambda event: isinstance(event, CaseMade))
    assert len(refused) >= 4


def test_stopping_waits_for_nothing_in_the_air(running: Running, platform: Platform) -> None:
    platform.wrong = lambda to: platform.over.wait(3) and None
    running.engine.start()
    running.engine.ask("q", AskProgress("token"))
    running.engine.stop()
    assert not running.engine._thread.is_alive()
