"""What the real processes let in: by the attack that stopped an earlier platform, and its kin."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from commands.bench.processes import resident, workers
from kiosk.domain.clock import Clock
from kiosk.domain.sample_people import SamplePerson
from kiosk.messages.answers import ANSWER_DIGEST, answer_digest
from kiosk.messages.signing import Signer
from kiosk.ports.platform import AskProfile, ProfileKnown
from kiosk.sync.calls import Answered
from kiosk.sync.client import Account, PlatformClient
from tests.central_platform.served_platform import platform_served
from tests.central_platform.serving.held_connections import connections, head
from tests.central_platform.terminal_api import enrolled_at, shown

MIB = 1024 * 1024
MUCH = 60 * MIB
NESTED = (b"[" + b"{}," * (MUCH // 3))[: MUCH - 4] + b"{}]"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, prepared_platform: Path) -> Iterator[dict[str, Any]]:
    """With a console."""
    with platform_served(tmp_path_factory.mktemp("served"), prepared_platform) as told:
        yield told


@pytest.fixture(scope="module")
def client(served: dict[str, Any]) -> PlatformClient:
    private, enrolment = enrolled_at(served)
    account = Account(served["url"], enrolment["terminal_id"], enrolment["audience"], Signer(private))
    return PlatformClient(account, Clock(time.time, time.monotonic))


def post(url: str, body: bytes, **headers: str) -> tuple[int, dict[str, Any], Any]:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.loads(response.read()), response.headers
    except urllib.error.HTTPError as fault:
        with fault:
            return fault.code, json.loads(fault.read()), fault.headers
    except urllib.error.URLError as fault:
        raise ConnectionError from fault


def answers(client: PlatformClient, person: SamplePerson) -> float:
    """Seconds until a resident has an answer."""
    began = time.monotonic()
    told = client.ask(AskProfile(*shown(person)))
    assert isinstance(told, Answered)
    assert isinstance(told.reply, ProfileKnown)
    return time.monotonic() - began


@pytest.fixture
def at_rest(served: dict[str, Any], client: PlatformClient, wang: SamplePerson) -> int:
    """Memory of the process that serves terminals, once it has loaded all that it needs."""
    answers(client, wang)
    (process,) = workers(served["pid"], "api")
    return resident(process)


@pytest.mark.parametrize("path", ["/api/v1/token", "/api/v1/enrol", "/api/v2/messages", "/api/v1/progress", "/api/v1/nothing"])
def test_sixty_mib_of_nothing_cost_nothing(
    served: dict[str, Any], client: PlatformClient, wang: SamplePerson, at_rest: int, path: str
) -> None:
    with socket.create_connection(("127.0.0.1", served["port"]), timeout=10) as line:
        line.sendall(head(path, len(NESTED), "Terminal-Request-Id: 7\r\n"))
        answer = line.recv(4096)
    assert answer.split()[1] in (b"413", b"401"), "before any of it was sent"
    told, _, problem_text = answer.partition(b"\r\n\r\n")
    assert f"{ANSWER_DIGEST.lower()}: {answer_digest('7', problem_text)}".encode() in told, "typed and vouched for"
    with suppress(ConnectionError):  # where it cannot be sent in the second for which the rest is still taken
        status, problem, _ = post(served["url"] + path, NESTED)
        assert (status, problem["code"]) in ((413, "TOO_LARGE"), (401, "TOKEN"))
    (process,) = workers(served["pid"], "api")
    assert resident(process) < at_rest + 16 * MIB
    assert answers(client, wang) < 5.0


def test_a_valid_token_lets_in_no_heap_of_values(
    served: dict[str, Any], client: PlatformClient, wang: SamplePerson, at_rest: int
) -> None:
    body = b'{"items":[' + b"{}," * (5 * MIB) + b"{}]}"
    status, problem, _ = post(served["url"] + "/api/v2/messages", body, Authorization=f"Bearer {client._bearer()}")
    assert (status, problem["code"]) == (413, "TOO_LARGE")
    (process,) = workers(served["pid"], "api")
    assert resident(process) < at_rest + 96 * MIB, "five times what came, and no more"
    assert answers(client, wang) < 5.0


@pytest.mark.parametrize(
    "says", [b"", b"POST /api/v1/tok", head("/api/v1/token", 1000) + b"{", head("/api/v2/messages", 1000) + b"{"]
)
def test_a_thousand_half_sent_requests_stop_nobody(
    served: dict[str, Any], client: PlatformClient, wang: SamplePerson, at_rest: int, says: bytes
) -> None:
    with connections(served["port"], 900, says):
        assert answers(client, wang) < 5.0
        (process,) = workers(served["pid"], "api")
        assert resident(process) < at_rest + 64 * MIB
    assert answers(client, wang) < 5.0


def test_half_sent_requests_to_the_console_do_not_stop_the_api(
    served: dict[str, Any], client: PlatformClient, wang: SamplePerson
) -> None:
    with connections(served["console_port"], 300, head("/console/login/", 1000) + b"u"):
        assert answers(client, wang) < 5.0
        with urllib.request.urlopen(served["console_url"] + "login/", timeout=5) as response:
            assert response.status == 200


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ("port", "/console/login/"),
        ("port", "/static/admin/css/base.css"),
        ("console_port", "/api/v1/token"),
        ("console_port", "/catalogue/metadata/timestamp.json"),
    ],
)
def test_each_part_serves_its_own_alone(served: dict[str, Any], where: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{served[where]}{path}", timeout=5)
    assert refused.value.code == 404
    refused.value.close()


@pytest.mark.parametrize(
    "path", ["/static/../x", "/static/%2e%2e/x", "/static/..%2f..%2fsecret-key", "/static//etc/passwd", "/static/"]
)
def test_no_path_leads_out_of_the_consoles_files(served: dict[str, Any], path: str) -> None:
    with socket.create_connection(("127.0.0.1", served["console_port"]), timeout=10) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        assert line.recv(4096).split()[1] == b"404"


def test_the_consoles_files_are_served(served: dict[str, Any]) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{served['console_port']}/static/admin/css/base.css", timeout=5) as response:
        assert response.headers["Content-Type"].startswith("text/css")
