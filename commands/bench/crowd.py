"""Terminals, played by one process: everybody back at once with waiting submissions, within five seconds; and in peace, each on
its one connection, telling how it is.

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
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kiosk.messages import models
from kiosk.messages.signing import Signer, client_assertion
from kiosk.sync.client import ANSWER_TIMEOUT

COME_WITHIN = 5.0  # seconds
CALL_TIMEOUT = ANSWER_TIMEOUT
MOST_TRIES = 20  # of a heartbeat, sign-ins among them
LATE, CUT = "late", "cut"  # how a call without an answer ended


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
    """What became of terminals that all came back.

    Attributes:
        acknowledged: of each submission, in the order of their answers, seconds from the beginning.
        longest: seconds that any one call waited.
        told: how calls ended: a status, `LATE` where the answer did not come in time, `CUT` where the connection was.
    """

    acknowledged: list[float] = field(default_factory=list)
    longest: float = 0.0
    told: Counter[str] = field(default_factory=Counter)

    @property
    def seconds(self) -> float:
        """Until the last had everything answered."""
        return max(self.acknowledged)

    def within(self, seconds: float) -> float:
        """Which part of all that was acknowledged was so by then."""
        return sum(1 for one in self.acknowledged if one <= seconds) / len(self.acknowledged)


@dataclass
class Kept:
    """Of terminals in peace. ``answered``: heartbeats; ``told``: how all calls ended; ``opened``: connections; ``waits``: seconds
    that each call took."""

    answered: int = 0
    told: Counter[str] = field(default_factory=Counter)
    opened: int = 0
    waits: list[float] = field(default_factory=list)


async def keep(port: int, terminals: list[PlayedTerminal], every: float, beats: int, seed: int = 1) -> Kept:
    """Let them sign in and tell how they are, again and again, on connections that stay open in between.

    Args:
        port: of the platform on loopback.
        terminals: who.
        every: seconds between two heartbeats of one.
        beats: heartbeats of each that are to be answered.
        seed: of chance.
    """
    chance, kept = random.Random(seed), Kept()  # noqa: S311 - it plays
    players = [_Played(port, one, Drained(told=kept.told), chance) for one in terminals]
    await asyncio.gather(*(one.beats(beats, every, chance.uniform(0, every), kept) for one in players))
    return kept


async def drain(
    port: int,
    terminals: list[PlayedTerminal],
    seed: int = 1,
    within: float = COME_WITHIN,
    at_half: Callable[[], None] = lambda: None,
) -> Drained:
    """Let them all come, until each has a case for all that it sent.

    Args:
        port: of the platform on loopback.
        terminals: who.
        seed: of chance.
        within: seconds, all have come.
        at_half: called once, when half of all that they sent is acknowledged.
    """
    chance = random.Random(seed)  # noqa: S311 - it plays
    drained, began = Drained(), time.monotonic()
    half = -(-sum(len(one.ids) for one in terminals) // 2)

    def acknowledged() -> None:
        drained.acknowledged.append(time.monotonic() - began)
        if len(drained.acknowledged) == half:
            at_half()

    players = [_Played(port, one, drained, chance, acknowledged) for one in terminals]
    await asyncio.gather(*(one.lives(chance.uniform(0, within)) for one in players))
    return drained


class _Played:
    def __init__(
        self,
        port: int,
        terminal: PlayedTerminal,
        drained: Drained,
        chance: random.Random,
        acknowledged: Callable[[], None] = lambda: None,
    ) -> None:
        self._port = port
        self._terminal = terminal
        self._drained = drained
        self._chance = chance
        self._acknowledged = acknowledged
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._bearer = ""
        self._opened = 0

    async def lives(self, after: float) -> None:
        await asyncio.sleep(after)
        failures = 0
        while len(self._terminal.cases) < len(self._terminal.ids):
            status, told = await self._called(self._terminal.batch)
            self._drained.told[status] += 1
            pause = self._heard(status, told)
            failures = failures + 1 if status in (LATE, CUT) else 0
            if failures:
                pause = min(15.0, 2.0**failures)
            if pause:
                await asyncio.sleep(pause * (1 + self._chance.random() / 10) + self._chance.random())
        self._hang_up()

    async def beats(self, number: int, every: float, after: float, kept: Kept) -> None:
        """Until so many were answered; whoever is sent away comes again, and nobody for ever."""
        await asyncio.sleep(after)
        tries = MOST_TRIES * number
        while number and tries:
            tries -= 1
            began = time.monotonic()
            status, told = await self._called(self._beat() if self._bearer else b"", "/api/v1/heartbeat")
            kept.told[status] += 1
            kept.waits.append(time.monotonic() - began)
            if status == "200" and "access_token" in told:
                self._bearer = told["access_token"]
                continue
            if status == "200":
                kept.answered += 1
                number -= 1
            await asyncio.sleep(every if number else 0.0)
        kept.opened += self._opened
        self._hang_up()

    def _hang_up(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None

    def _beat(self) -> bytes:
        beat = models.HeartbeatRequest(
            sent_at=int(time.time()), version="1", catalogue_version="1", waiting=0, devices={"receipt_printer": "ready"}
        )
        return beat.model_dump_json(exclude_none=True).encode()

    def _heard(self, status: str, told: Any) -> float:
        """Seconds to pause."""
        if status == "200" and "access_token" in told:
            self._bearer = told["access_token"]
            return 0.0
        if status == "200":
            verdicts = told["verdicts"]
            for verdict in verdicts:
                if verdict["verdict"] == "ACCEPTED":
                    number, known = verdict["cases"][0]["case_number"], len(self._terminal.cases)
                    assert self._terminal.cases.setdefault(verdict["message_id"], number) == number
                    if len(self._terminal.cases) > known:
                        self._acknowledged()
            return float(max((verdict.get("after", 0) for verdict in verdicts), default=0))
        if status == "401":
            self._bearer = ""
        return float(told.get("after") or 1) if told else 1.0

    async def _called(self, body: bytes, path: str = "/api/v2/messages") -> tuple[str, Any]:
        """One call, or first a sign-in: its status and answer; `LATE` or `CUT` where there was none."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(CALL_TIMEOUT):
                if self._bearer:
                    return await self._post(path, body)
                return await self._post("/api/v1/token", self._terminal.token_request())
        except (OSError, asyncio.IncompleteReadError) as fault:  # TimeoutError is an OSError
            self._hang_up()
            return LATE if isinstance(fault, TimeoutError) else CUT, None
        finally:
            self._drained.longest = max(self._drained.longest, time.monotonic() - began)

    async def _post(self, path: str, body: bytes) -> tuple[str, Any]:
        if self._streams and self._streams[0].at_eof():  # an idle connection is closed after a while, or its process is gone
            self._hang_up()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
            self._opened += 1
        reader, writer = self._streams
        bearer = f"Authorization: Bearer {self._bearer}\r\n" if self._bearer else ""
        about = f"Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{bearer}"
        writer.write(f"POST {path} HTTP/1.1\r\n{about}\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length:"))
        text = await reader.readexactly(length)
        if "connection: close" in head:
            self._hang_up()
        return head.split()[1], json.loads(text)
