"""A small platform of HTTP alone, and answers in its place that are as bad as the world's."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kiosk.messages import models
from kiosk.messages.answers import ANSWER_DIGEST, REQUEST_ID, answer_digest
from kiosk.messages.sealing import public_half
from kiosk.messages.signing import new_signing_key, verified
from kiosk.ports.storage import OutboxMessage
from kiosk.sync.calls import Failure
from tests.kiosk.session_samples import WALL, case_of

KEY = new_signing_key()
ID = "0199a0b0-0000-7000-8000-00000000000{}"
SHA = "ab" * 32


def sealed(number: int) -> OutboxMessage:
    return OutboxMessage(ID.format(number), "submission", 1, "sealed", SHA)


def rating(number: int, schema: int = 1) -> OutboxMessage:
    body = json.dumps({"report_id": ID.format(number)}) if schema == 1 else "sealed"
    return OutboxMessage(ID.format(number), "rating", schema, body, SHA)


class Platform:
    """A small HTTP server. ``wrong`` answers in place of the platform until it is taken away. ``contract``: the newest that it
    understands; one of the first did not say so."""

    def __init__(self) -> None:
        self.wrong: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.seen: list[tuple[str, Any]] = []
        self.cases: dict[str, str] = {}
        self.tokens = 0
        self.open = self.opened = 0  # connections
        self.counted = threading.Condition()
        self.contract = 2
        self.answers: dict[str, Any] = {}
        self.over = threading.Event()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                with platform.counted:
                    platform.open += 1
                    platform.opened += 1

            def finish(self) -> None:
                super().finish()
                with platform.counted:
                    platform.open -= 1
                    platform.counted.notify_all()

            def log_message(self, *_: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                path = self.path.removeprefix("/api/v1").removeprefix("/api")
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
                said = {"contract": self.contract} if self.contract > 1 else {}
                send(to, 200, {"access_token": f"t{self.tokens}", "expires_in": 3600, **said})
            case "/v2/messages" if self.contract >= 2:
                told = []
                for item in body["items"]:
                    cases = []
                    if item["kind"] == "submission":
                        cases = [case_json(self.cases.setdefault(item["message_id"], f"{len(self.cases) + 1:014d}"))]
                    told.append({"message_id": item["message_id"], "verdict": "ACCEPTED", "cases": cases})
                send(to, 200, {"verdicts": told, "a key of a newer platform": 1})
            case "/v2/messages":
                send(to, 404, b"<html>no such page", "text/html")
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


def silence(_: BaseHTTPRequestHandler, platform: Platform) -> None:
    platform.over.wait(3)


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
    "silence": (silence, Failure.UNREACHABLE),
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
