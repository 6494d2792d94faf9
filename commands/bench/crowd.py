"""Everybody back at once: terminals with waiting submissions that come within five seconds, played by one process.

Each keeps its one connection and does what `kiosk.sync` does: signs in, sends what waits as one batch, waits as it is told where
it is sent away, and gives up an answer after eight seconds. What it sends was made before, so that playing costs little; it signs
anew, for a signature is good for a minute.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kiosk.messages import models
from kiosk.messages.signing import Signer, client_assertion
from kiosk.sync.client import ANSWER_TIMEOUT

COME_WITHIN = 5.0  # seconds
CALL_TIMEOUT = ANSWER_TIMEOUT


@dataclass
class PlayedTerminal:
    """``key``: private, what it signs in with; ``batch``: the body of what waits, ``ids`` its messages."""

    name: str
    audience: str
    key: dict[str, Any]
    batch: bytes
    ids: tuple[str, ...]
    cases: dict[str, str] = field(default_factory=dict)

    def token_request(self) -> bytes:
        """The body of a sign-in, good once and for a minute."""
        assertion = client_assertion(Signer(self.key), self.name, self.audience, int(time.time()))
        return models.TokenRequest(client_assertion=assertion).model_dump_json().encode()


@dataclass
class Drained:
    """``seconds``: until the last had everything answered; ``longest``: that any one call waited; ``told``: how calls ended."""

    seconds: float
    longest: float
    told: Counter[str]


async def drain(port: int, terminals: list[PlayedTerminal], seed: int = 1, within: float = COME_WITHIN) -> Drained:
    """Let them all come, until each has a case for all that it sent."""
    chance = random.Random(seed)  # noqa: S311 - it plays
    drained = Drained(0.0, 0.0, Counter())
    began = time.monotonic()
    await asyncio.gather(*(_Played(port, one, drained, chance).lives(chance.uniform(0, within)) for one in terminals))
    drained.seconds = time.monotonic() - began
    return drained


class _Played:
    def __init__(self, port: int, terminal: PlayedTerminal, drained: Drained, chance: random.Random) -> None:
        self._port = port
        self._terminal = terminal
        self._drained = drained
        self._chance = chance
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._bearer = ""

    async def lives(self, after: float) -> None:
        await asyncio.sleep(after)
        failures = 0
        while len(self._terminal.cases) < len(self._terminal.ids):
            status, told = await self._called()
            self._drained.told[str(status)] += 1
            pause = self._heard(status, told)
            failures = failures + 1 if status == 0 else 0
            if status == 0:
                pause = min(15.0, 2.0**failures)
            if pause:
                await asyncio.sleep(pause * (1 + self._chance.random() / 10) + self._chance.random())
        if self._streams:
            self._streams[1].close()

    def _heard(self, status: int, told: Any) -> float:
        """Seconds to pause."""
        if status == 200 and "access_token" in told:
            self._bearer = told["access_token"]
            return 0.0
        if status == 200:
            verdicts = told["verdicts"]
            for verdict in verdicts:
                if verdict["verdict"] == "ACCEPTED":
                    number = verdict["cases"][0]["case_number"]
                    assert self._terminal.cases.setdefault(verdict["message_id"], number) == number
            return float(max((verdict.get("after", 0) for verdict in verdicts), default=0))
        if status == 401:
            self._bearer = ""
        return float(told.get("after") or 1) if told else 1.0

    async def _called(self) -> tuple[int, Any]:
        """One call: its status and answer; 0 where there was none in time."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(CALL_TIMEOUT):
                if self._bearer:
                    return await self._post("/api/v2/messages", self._terminal.batch)
                return await self._post("/api/v1/token", self._terminal.token_request())
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            if self._streams:
                self._streams[1].close()
            self._streams = None
            return 0, None
        finally:
            self._drained.longest = max(self._drained.longest, time.monotonic() - began)

    async def _post(self, path: str, body: bytes) -> tuple[int, Any]:
        if self._streams is None or self._streams[0].at_eof():  # an idle connection is closed after a while
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        bearer = f"Authorization: Bearer {self._bearer}\r\n" if self._bearer else ""
        about = f"Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{bearer}"
        writer.write(f"POST {path} HTTP/1.1\r\n{about}\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length:"))
        text = await reader.readexactly(length)
        if "connection: close" in head:
            writer.close()
            self._streams = None
        return int(head.split()[1]), json.loads(text)
