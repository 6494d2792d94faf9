"""Malformed, oversized, slow and racing requests at once, against a running platform: it answers residents meanwhile, keeps within
its memory, and makes no fault of its own. A few rounds here, hundreds in the long run."""

from __future__ import annotations

import json
import random
import socket
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any

import pytest

from commands.bench.processes import resident, workers
from kiosk.domain.clock import Clock
from kiosk.domain.sample_people import SAMPLE_PEOPLE
from kiosk.messages.signing import Signer, client_assertion
from kiosk.sync.client import Account, PlatformClient
from tests import campaign
from tests.central_platform.platform_contract import contract
from tests.central_platform.serving.held_connections import connections, head
from tests.central_platform.serving.test_let_in import MIB, answers
from tests.central_platform.terminal_api import enrolled_at

ROUNDS = 300 if campaign.SOAK else 1
REQUESTS = 120  # malformed ones of a round, eight at a time
PATHS = sorted(contract()["paths"])
PIECES = (
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b":",
    b",",
    b"null",
    b"1e999",
    b"-0",
    b"\xff",
    b"\x00",
    b"\\ud800",
    b"9" * 400,
    b"items",
    b"identity",
)


class Attacker:
    """A terminal in a thief's hands. ``answered``: how often each status came back."""

    def __init__(self, served: dict[str, Any], seed: int) -> None:
        private, enrolment = enrolled_at(served)
        self.account = Account(served["url"], enrolment["terminal_id"], enrolment["audience"], Signer(private))
        self.client = PlatformClient(self.account, Clock(time.time, time.monotonic))
        self.served = served
        self.answered: Counter[int] = Counter()
        self._random = random.Random(seed)

    def bodies(self) -> list[tuple[str, bytes, bool]]:
        """(path, body, with the token) of a round's malformed requests."""
        made = []
        for _ in range(REQUESTS):
            body = b"".join(self._random.choices(PIECES, k=self._random.randrange(60)))
            if self._random.random() < 0.3:
                body = json.dumps(
                    {self._random.choice(["items", "identity", "a"]): self._random.choice([[], {}, None, 1e300])}
                ).encode()
            made.append((self._random.choice(PATHS), body, self._random.random() < 0.7))
        return made

    def post(self, path: str, body: bytes, bearer: str = "") -> int:
        """The status, 0 where the line ended without one."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        request = urllib.request.Request(self.served["url"] + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=15) as response:
                status = int(response.status)
        except urllib.error.HTTPError as fault:
            fault.close()
            status = fault.code
        except (urllib.error.URLError, ConnectionError):
            status = 0
        self.answered[status] += 1
        return status

    def oversized(self) -> bytes:
        """What is answered to a body that is said to be a gigabyte."""
        with socket.create_connection(("127.0.0.1", self.served["port"]), timeout=15) as line:
            line.sendall(head(self._random.choice(PATHS), 1 << 30))
            return line.recv(64).split()[1]

    def sign_in(self, assertion: str) -> int:
        """With a statement that is good once."""
        return self.post("/api/v1/token", json.dumps({"client_assertion": assertion}).encode())


@pytest.mark.timeout(0 if campaign.SOAK else 180)
def test_everything_at_once_stops_nobody(served: dict[str, Any]) -> None:
    attacker, honest = Attacker(served, seed=18), Attacker(served, seed=0)
    residents = cycle(SAMPLE_PEOPLE[:6])  # whose cards are good; one person alone would have more answers than a day has
    answers(honest.client, next(residents))
    (process,) = workers(served["pid"], "api")
    at_rest, longest = resident(process), 0.0
    for _ in range(ROUNDS):
        bearer, _ = attacker.client._fresh_token()  # whoever signs in ends the one before
        with connections(served["port"], 200, head("/api/v2/messages", 1000) + b"{"), ThreadPoolExecutor(8) as pool:
            sent = [pool.submit(attacker.post, path, body, bearer if known else "") for path, body, known in attacker.bodies()]
            said = client_assertion(
                attacker.account.signer, attacker.account.terminal_id, attacker.account.audience, int(time.time())
            )
            racing = [pool.submit(attacker.sign_in, said) for _ in range(8)]
            assert attacker.oversized() in (b"401", b"413")
            longest = max(longest, answers(honest.client, next(residents)))
            # 200: no items are a list of items, too
            assert {one.result() for one in sent} <= {0, 200, 400, 401, 403, 404, 405, 413, 422, 429, 503}
            signed_in = [one.result() for one in racing]
            assert signed_in.count(200) <= 1, "good once"
            assert set(signed_in) <= {200, 403, 503}
    (process,) = workers(served["pid"], "api")
    assert resident(process) < at_rest + 128 * MIB
    assert longest < 8.0, "a terminal's own deadline"
    assert attacker.answered[0] < sum(attacker.answered.values()) / 20
    print(f"answered: {dict(sorted(attacker.answered.items()))}; a resident within {longest:.2f} s")
