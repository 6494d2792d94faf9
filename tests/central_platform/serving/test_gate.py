"""The gate by itself: what it reads, what it refuses, and that a thread works for nobody who has not sent all."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import pytest

from central_platform.core.problems import ProblemCode, Refused
from central_platform.serving import gate as gate_module
from central_platform.serving.bridge import Answer
from central_platform.serving.gate import Gate
from central_platform.serving.peers import Proxies
from central_platform.serving.routes import LARGEST_REQUEST, UNPROVEN, Role

INTAKE, TOKEN = "/api/v2/messages", "/api/v1/token"


def _refusal(refused: Refused, request_id: str) -> Answer:
    return Answer(refused.status, [], json.dumps([refused.code, refused.after, request_id]).encode())


def _length(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answers how many bytes came."""
    start("200 OK", [("X-Address", environ["REMOTE_ADDR"])])
    return [str(len(environ["wsgi.input"].read())).encode()]


def gate(application: Any = _length, token: str = "good") -> Gate:
    return Gate(Role.API, application, Proxies([]), _refusal, lambda told: told == token)


async def asked(to: Gate, path: str, parts: Iterable[bytes | Awaitable[bytes]], **headers: str) -> tuple[int, Any, int]:
    """Status, answer as JSON, and how many parts of the body were taken."""
    names = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "http_version": "1.1", "headers": names}
    coming, taken, said = iter(parts), 0, []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        part = next(coming, b"")
        taken += 1
        body = part if isinstance(part, bytes) else await part
        return {"type": "http.request", "body": body, "more_body": bool(body)}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await to({**scope, "client": ("192.0.2.1", 1)}, receive, send)
    return said[0]["status"], json.loads(said[1]["body"] or "null"), taken


def test_a_body_comes_whole_to_the_application() -> None:
    assert asyncio.run(asked(gate(), TOKEN, [b"ab", b"cd"])) == (200, 4, 3)


@pytest.mark.parametrize("path", [TOKEN, "/api/v1/enrol", INTAKE, "/api/v1/attachments", "/api/v1/progress", "/catalogue/a/b"])
def test_more_than_a_little_needs_a_proof(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "DISCARD_MOST", 0)
    status, told, taken = asyncio.run(asked(gate(), path, [b"x" * 1024] * 1000, content_length="1024000"))
    assert status in (401, 413)
    assert told[0] in ("TOKEN", "TOO_LARGE")
    assert taken == 0, "nothing of it was read"
    status, told, taken = asyncio.run(asked(gate(), path, [b"x" * 1024] * 1000, authorization="Bearer bad"))
    assert status in (401, 413)
    assert taken <= UNPROVEN // 1024 + 1, "where no length was told, so much was read"


def test_with_a_valid_token_it_may_be_what_its_address_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "DISCARD_MOST", 0)
    proof = {"authorization": "Bearer good"}
    assert asyncio.run(asked(gate(), INTAKE, [b"x" * LARGEST_REQUEST], **proof)) == (200, LARGEST_REQUEST, 2)
    status, told, _ = asyncio.run(asked(gate(), INTAKE, [b""], content_length=str(LARGEST_REQUEST + 1), **proof))
    assert (status, told[0]) == (413, "TOO_LARGE")
    status, told, _ = asyncio.run(asked(gate(), TOKEN, [b""], content_length=str(UNPROVEN + 1), **proof))
    assert (status, told[0]) == (413, "TOO_LARGE"), "who asks for a token needs none"


def test_all_bodies_together_are_bounded_and_let_go_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "ALL_BODIES", 10_000)

    async def played() -> None:
        to, rest = gate(), asyncio.Event()

        async def waits() -> bytes:
            await rest.wait()
            return b""

        first = asyncio.create_task(asked(to, TOKEN, [b"x" * 9_000, waits()]))
        await asyncio.sleep(0)
        assert (await asked(to, TOKEN, [b"x" * 2_000]))[:2] == (503, ["BUSY", 1, ""])
        rest.set()
        assert (await first)[0] == 200
        assert (await asked(to, TOKEN, [b"x" * 2_000]))[0] == 200

    asyncio.run(played())


def test_the_application_sees_who_asks_by_a_trusted_proxys_word() -> None:
    def address(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return [json.dumps([environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], environ.get("HTTP_X_FORWARDED_FOR")]).encode()]

    told = {"x_forwarded_for": "203.0.113.9", "x_forwarded_proto": "https"}
    trusted = Gate(Role.API, address, Proxies(["192.0.2.1"]), _refusal, lambda _: False)
    assert asyncio.run(asked(trusted, TOKEN, [], **told))[1] == ["203.0.113.9", "https", None]
    assert asyncio.run(asked(gate(address), TOKEN, [], **told))[1] == ["192.0.2.1", "http", None]


def test_a_thousand_half_sent_requests_keep_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "BODY_TIMEOUT", 1.0)

    async def never() -> bytes:
        await asyncio.Event().wait()
        return b""

    async def played() -> None:
        to = gate()
        slow = [asyncio.create_task(asked(to, TOKEN, [b"x", never()])) for _ in range(1000)]
        await asyncio.sleep(0)
        assert await asked(to, TOKEN, [b"abc"]) == (200, 3, 2)
        ends = {(status, told[0]) for status, told, _ in await asyncio.gather(*slow)}
        assert ends == {(408, "TOO_SLOW")}

    asyncio.run(played())


def test_too_many_are_sent_away_with_a_time_and_the_others_answered() -> None:
    free = threading.Event()

    def waits(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        free.wait(10)
        return _length(environ, start)

    async def played() -> None:
        to = gate(waits)
        crowd = [asyncio.create_task(asked(to, TOKEN, [b"a"], terminal_request_id="7")) for _ in range(600)]
        await asyncio.sleep(0.1)
        free.set()
        answers = [(status, told) for status, told, _ in await asyncio.gather(*crowd)]
        away = [told for status, told in answers if status == 503]
        assert len(away) > 100
        assert {told[0] for told in away} == {ProblemCode.BUSY}
        assert all(told[1] >= 1 and told[2] == "7" for told in away)
        assert {status for status, _ in answers} == {200, 503}
        # Other lanes never knew.
        assert (await asked(to, "/api/v1/progress", [b"a"]))[0] == 200

    asyncio.run(played())


def test_who_goes_away_leaves_their_place_to_others() -> None:
    async def played() -> None:
        to = gate()

        async def gone(message: dict[str, Any]) -> None:
            raise AssertionError("nobody is there to be told")

        async def disconnected() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        scope = {"type": "http", "method": "POST", "path": TOKEN, "query_string": b"", "http_version": "1.1", "headers": []}
        for _ in range(10):
            await to(scope, disconnected, gone)
        assert (await asked(to, TOKEN, [b"abc"]))[0] == 200

    asyncio.run(played())


def test_a_bug_behind_it_frees_its_place() -> None:
    def broken(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        raise LookupError("a bug")

    async def played() -> None:
        to = gate(broken)
        for _ in range(10):
            with pytest.raises(LookupError):
                await asked(to, TOKEN, [b"abc"])

    asyncio.run(played())
