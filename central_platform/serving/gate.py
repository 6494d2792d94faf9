"""The first that a request meets (ASGI): no thread works for it until all of it is here, and it may come in.

Before a byte of a body is read its address says how much it may be, and what is more than a little needs a valid token. Slow and
half requests cost a little memory and no thread; what is read of all bodies together is bounded, too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from central_platform.core.problems import ProblemCode, Refused
from central_platform.serving.admission import Admission
from central_platform.serving.bridge import Answer, Application, File, answered, environ_of
from central_platform.serving.peers import Headers, Origin, Proxies
from central_platform.serving.routes import LANES, UNPROVEN, Lane, Role, Route, route_of

BODY_TIMEOUT = 10.0  # seconds for a whole body; a terminal gives up after eight
DISCARD_TIMEOUT, DISCARD_MOST = 1.0, 64 * 1024 * 1024  # seconds, bytes
SEND_TIMEOUT = 60.0  # seconds for each piece of a file: whoever takes nothing is let go
ALL_BODIES = 64 * 1024 * 1024  # bytes that all requests of a process may hold
HEALTH = "/healthz"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Gone(Exception):
    """Whoever asked is no longer there."""


class Gate:
    """ASGI in front of a WSGI application. One for a process; all but the application runs on the event loop."""

    def __init__(
        self,
        role: Role,
        application: Application,
        proxies: Proxies,
        refusal: Callable[[Refused, str], Answer],
        is_token: Callable[[str], bool],
    ) -> None:
        """
        Args:
            role: what is served here.
            application: what answers.
            proxies: whose word about the sender counts.
            refusal: makes the answer of a refusal; its second argument is the request's id, "" for none.
            is_token: whether a bearer token is valid; runs on a thread.
        """
        self._role = role
        self._application = application
        self._proxies = proxies
        self._refusal = refusal
        self._is_token = is_token
        self._held = 0
        self._lanes = {lane: _Lane(lane.value, size.places, size.patience) for lane, size in LANES[role].items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] == HEALTH:
            await _say(send, Answer(200, [(b"content-type", b"text/plain")], b"ok\n"))
            return
        origin, headers = self._proxies.origin((scope.get("client") or ("", 0))[0], list(scope["headers"]))
        request = _Request(scope, dict(headers), receive)
        with suppress(Gone):
            try:
                answer = await self._answer(request, origin, headers)
            except Refused as fault:
                answer = self._refusal(fault, request.header(b"terminal-request-id"))
                if fault.code is not ProblemCode.TOO_SLOW:
                    await request.discard()
            await _say(send, answer)

    async def _answer(self, request: _Request, origin: Origin, headers: Headers) -> Answer:
        route = route_of(self._role, request.scope["path"])
        lane = self._lanes[route.lane]
        try:
            body = await self._body(request, route)
            environ = environ_of(request.scope, origin, headers, body)
            answer: Answer = await lane.run(lambda: answered(self._application, environ))
            return answer
        finally:
            self._held -= request.holds

    async def _body(self, request: _Request, route: Route) -> bytes:
        """Refused: TOO_LARGE, TOKEN, TOO_SLOW, BUSY."""
        allowed = min(route.most, UNPROVEN) if route.proven else route.most
        parts: list[bytes] = []
        size, wanted = 0, request.declared()
        try:
            async with asyncio.timeout(BODY_TIMEOUT):
                while True:
                    if max(size, wanted) > route.most:
                        raise Refused(ProblemCode.TOO_LARGE, "send less at once")
                    if max(size, wanted) > allowed:
                        await self._prove(request)
                        allowed = route.most
                    self._hold(request, max(size, wanted))
                    if request.read_whole:
                        return b"".join(parts)
                    part = await request.more()
                    parts.append(part)
                    size += len(part)
        except TimeoutError:
            raise Refused(ProblemCode.TOO_SLOW, "the request took too long to arrive") from None

    def _hold(self, request: _Request, size: int) -> None:
        more = size - request.holds
        if more <= 0:
            return
        if self._held + more > ALL_BODIES:
            raise Refused(ProblemCode.BUSY, "too much at once", after=1)
        self._held += more
        request.holds = size

    async def _prove(self, request: _Request) -> None:
        scheme, _, token = request.header(b"authorization").partition(" ")
        if scheme.lower() != "bearer" or not token or not await self._lanes[Lane.SIGNING_IN].run(lambda: self._is_token(token)):
            raise Refused(ProblemCode.TOKEN, "a valid bearer token is needed; ask for a new one")


class _Request:
    """What is on its way in."""

    def __init__(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> None:
        self.scope = scope
        self.holds = 0
        self.read_whole = False
        self._headers = headers
        self._receive = receive

    def header(self, name: bytes) -> str:
        return self._headers.get(name, b"").decode("latin-1")

    def declared(self) -> int:
        """Bytes of the body, as its sender says; 0 where it does not say."""
        told = self.header(b"content-length")
        return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0

    async def more(self) -> bytes:
        message = await self._receive()
        if message["type"] != "http.request":
            raise Gone
        self.read_whole = not message.get("more_body", False)
        return bytes(message.get("body", b""))

    async def discard(self) -> None:
        """Take the rest and keep nothing of it, for a moment: whoever is in the middle of sending would not read the answer."""
        taken = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(DISCARD_TIMEOUT):
                while not self.read_whole and taken < DISCARD_MOST:
                    taken += len(await self.more())


class _Lane:
    """Threads of their own, and who waits for them."""

    def __init__(self, name: str, places: int, patience: float) -> None:
        self._admission = Admission(places, patience)
        self._places = asyncio.Semaphore(places)
        self._patience = patience
        self._threads = ThreadPoolExecutor(places, thread_name_prefix=name)

    async def run(self, work: Callable[[], Any]) -> Any:
        """Refused: BUSY, at once where the wait would be too long, or when it was."""
        if after := self._admission.arrive(time.monotonic()):
            raise Refused(ProblemCode.BUSY, "too many at once; come again later", after=after)
        try:
            async with asyncio.timeout(self._patience * 1.5):
                await self._places.acquire()
        except BaseException as fault:
            self._admission.leave()
            if isinstance(fault, TimeoutError):
                raise Refused(ProblemCode.BUSY, "too many at once; come again later", after=2) from None
            raise
        self._admission.begin(time.monotonic())
        working = asyncio.get_running_loop().run_in_executor(self._threads, work)
        working.add_done_callback(self._done)
        return await asyncio.shield(working)

    def _done(self, worked: asyncio.Future[Any]) -> None:
        """The place is free when the thread is, whoever went away meanwhile."""
        self._admission.end(time.monotonic())
        self._places.release()
        if not worked.cancelled():
            worked.exception()  # looked at here, where nobody waits for it any more


async def _say(send: Send, answer: Answer) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if isinstance(answer.body, bytes):
        await send({"type": "http.response.body", "body": answer.body})
        return
    pieces = iter(answer.body)
    try:
        while piece := await asyncio.to_thread(next, pieces, b""):
            async with asyncio.timeout(SEND_TIMEOUT):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        raise Gone from None
    finally:
        answer.body.close()


__all__ = ["ALL_BODIES", "BODY_TIMEOUT", "HEALTH", "File", "Gate", "Role"]
