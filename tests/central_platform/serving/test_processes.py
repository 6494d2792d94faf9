"""Two processes over one database: races, a kill in the middle, and limits that both keep together."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.bench.processes import workers
from kiosk.domain.sample_people import SAMPLE_PEOPLE
from kiosk.domain.submissions import new_receipt_token
from kiosk.messages.sealing import Sealer
from kiosk.messages.signing import Signer, client_assertion, identity_claim, new_signing_key
from tests.central_platform.served_platform import NO_CONSOLE, platform_served
from tests.central_platform.terminal_api import TerminalApi, enrolled_at, moment, shown


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, prepared_platform: Path) -> Iterator[dict[str, Any]]:
    with platform_served(tmp_path_factory.mktemp("two"), prepared_platform, "--processes", "2", *NO_CONSOLE) as served:
        until = time.monotonic() + 30
        while len(workers(served["pid"], "api")) < 2:
            assert time.monotonic() < until
            time.sleep(0.05)
        private, enrolment = enrolled_at(served)
        yield {**served, "enrolment": enrolment, "signer": Signer(private)}


def post(served: dict[str, Any], path: str, body: Any, bearer: str = "") -> tuple[int, Any]:
    """Each on a connection of its own, so that either process may get it."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {bearer}"} if bearer else {})}
    request = urllib.request.Request(served["url"] + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=15) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as fault:
        with fault:
            return fault.code, json.loads(fault.read())


def at_once(calls: list[Any]) -> list[Any]:
    """What they return, begun together."""
    results: list[Any] = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(at: int) -> None:
        barrier.wait()
        results[at] = calls[at]()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def bearer(two: dict[str, Any]) -> str:
    status, told = post(two, "/api/v1/token", {"client_assertion": assertion(two)})
    assert status == 200, told
    return str(told["access_token"])


def assertion(two: dict[str, Any]) -> str:
    enrolment = two["enrolment"]
    return client_assertion(two["signer"], enrolment["terminal_id"], enrolment["audience"], int(time.time()))


def sealed(two: dict[str, Any], api: TerminalApi, person: Any) -> dict[str, Any]:
    """A submission of the terminal that is enrolled at the two processes."""
    terminal_id = two["enrolment"]["terminal_id"]
    api.sealer = Sealer(two["enrolment"]["sealing_key"])
    now = int(time.time())
    content = api.content(person, new_receipt_token(moment()), terminal_id=terminal_id, identified_at=now - 100, committed_at=now)
    return api.message("submission", 1, content, content["submission_id"])


def test_one_submission_posted_to_both_makes_one_case(two: dict[str, Any], api: TerminalApi, bearer: str) -> None:
    for person in SAMPLE_PEOPLE[:3]:
        message = sealed(two, api, person)
        answers = at_once([lambda message=message: post(two, "/api/v2/messages", {"items": [message]}, bearer)] * 10)
        verdicts = [json.dumps(told["verdicts"]) for status, told in answers if status == 200 and "RETRY" not in json.dumps(told)]
        assert len(verdicts) > 1
        assert len(set(verdicts)) == 1
        (case,) = json.loads(verdicts[0])[0]["cases"]
        assert case["case_number"]


def test_two_of_one_person_at_once_are_not_both_decided(two: dict[str, Any], api: TerminalApi, bearer: str) -> None:
    for person in SAMPLE_PEOPLE[4:7]:
        messages = [sealed(two, api, person) for _ in range(4)]
        calls = [lambda one=one: post(two, "/api/v2/messages", {"items": [one]}, bearer) for one in messages]
        cases = [case for status, told in at_once(calls) if status == 200 for case in told["verdicts"][0].get("cases", ())]
        assert len(cases) == 4
        assert [case["state"] for case in cases].count("ACCEPTED") <= 1
        assert len({case["case_number"] for case in cases}) == 4


def test_a_statement_is_good_once_whichever_process_gets_it(two: dict[str, Any], bearer: str) -> None:
    for _ in range(3):
        body = {"client_assertion": assertion(two)}
        statuses = [status for status, _ in at_once([lambda body=body: post(two, "/api/v1/token", body)] * 8)]
        assert sorted(statuses) == [200, *[403] * 7]
    wang = SAMPLE_PEOPLE[0]
    claim = identity_claim(two["signer"], two["enrolment"]["terminal_id"], *shown(wang), int(time.time()))
    statuses = [status for status, _ in at_once([lambda: post(two, "/api/v1/profile", {"identity": claim}, bearer)] * 6)]
    assert sorted(statuses) == [200, *[403] * 5]


def test_a_pairing_code_is_good_once_and_its_tries_are_counted_together(two: dict[str, Any]) -> None:
    code = two["staff"](do="pair")["pairing_code"]

    def tried(code: str) -> int:
        public = {key: str(value) for key, value in new_signing_key().items() if key != "d"}
        return post(two, "/api/v1/enrol", {"pairing_code": code, "public_key": public})[0]

    statuses = at_once([lambda: tried(code)] * 4)
    assert sorted(statuses) == [200, 403, 403, 403]
    told = Counter(at_once([lambda: tried("0000-0000")] * 12) + at_once([lambda: tried("0000-0000")] * 12))
    assert set(told) == {403, 429}
    assert told[403] <= 20, "ten in each minute, of both together"


def test_a_killed_process_is_replaced_and_loses_nothing(two: dict[str, Any], api: TerminalApi, bearer: str) -> None:
    messages = [sealed(two, api, SAMPLE_PEOPLE[at % len(SAMPLE_PEOPLE)]) for at in range(40)]
    victim = workers(two["pid"], "api")[0]
    cases: dict[str, str] = {}

    def send(message: dict[str, Any]) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                status, told = post(two, "/api/v2/messages", {"items": [message]}, bearer)
            except OSError:
                continue
            if status == 200 and told["verdicts"][0]["verdict"] == "ACCEPTED":
                cases[message["message_id"]] = told["verdicts"][0]["cases"][0]["case_number"]
                return
            time.sleep(0.1)

    def send_all(part: int) -> None:
        for message in messages[part::4]:
            send(message)

    threads = [threading.Thread(target=send_all, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    while len(cases) < 5:
        time.sleep(0.005)
    os.kill(victim, signal.SIGKILL)
    for thread in threads:
        thread.join()
    assert len(cases) == 40
    assert len(set(cases.values())) == 40
    again = [post(two, "/api/v2/messages", {"items": [one]}, bearer)[1]["verdicts"][0] for one in messages]
    assert {one["message_id"]: one["cases"][0]["case_number"] for one in again} == cases
    until = time.monotonic() + 30
    while len(alive := workers(two["pid"], "api")) < 2 or victim in alive:
        assert time.monotonic() < until, "another takes its place"
        time.sleep(0.05)
