"""The engine's threads with a real ledger and the real client, against a server that answers as badly as the world does."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.clock import Clock
from kiosk.domain.submissions import StoredState
from kiosk.domain.times import Moment
from kiosk.messages import models
from kiosk.messages.signing import Signer
from kiosk.ports.platform import AskProgress, CaseMade, Network, NetworkChanged, NoAnswer, PlatformReply
from kiosk.ports.storage import SealedRow, StorageError, StorageFault
from kiosk.sync import driver
from kiosk.sync.calls import Failure
from kiosk.sync.client import Account, PlatformClient
from kiosk.sync.driver import SyncEngine
from kiosk.sync.state import PATIENCE
from offline_cache.ledger.ledger import SqliteLedger
from tests.kiosk.faulty_platform import ID, KEY, SHA, WRONG, Platform, cut, rating, silence
from tests.kiosk.session_samples import WALL


def beat(waiting: int, audit: tuple[int, str] | None) -> models.HeartbeatRequest:
    head = models.AuditHead(number=audit[0], hash=audit[1]) if audit else None
    return models.HeartbeatRequest(sent_at=WALL, version="1", catalogue_version="1", waiting=waiting, devices={}, audit=head)


class Running:
    def __init__(self, platform: Platform, path: Path) -> None:
        self.ledger = SqliteLedger(path, "T0001")
        self.events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.told: list[Any] = []
        self.engine = SyncEngine(
            self.events.put,
            lambda: SqliteLedger(path, "T0001"),
            lambda: PlatformClient(Account(platform.url, "T0001", "platform", Signer(KEY)), Clock(lambda: WALL, time.monotonic)),
            beat,
            lambda: Moment(time.monotonic(), WALL, lambda n: bytes(n)),
            lambda asked: None,
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
    for failure in Failure:
        monkeypatch.setitem(PATIENCE, failure, (0.02, 0.05))
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


def test_without_its_ledger_it_answers_and_tells_the_platform(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "OPENING_PAUSE", 0.02)
    for failure in Failure:
        monkeypatch.setitem(PATIENCE, failure, (0.02, 0.05))
    running = Running(platform, tmp_path / "ledger.db")
    name = running.commit(1)
    running.ledger.close()
    (tmp_path / "ledger.db").rename(tmp_path / "aside.db")
    (tmp_path / "ledger.db").mkdir()
    running.engine.start()
    running.wait(lambda event: event == NetworkChanged(Network.ONLINE))
    platform.answers["/progress"] = {"case": None}
    running.engine.ask("q", AskProgress("token"))
    assert running.wait(lambda event: isinstance(event, PlatformReply)).reply != NoAnswer()
    beats = [json.loads(body) for path, body in platform.seen if path == "/heartbeat"]
    assert beats
    assert all("audit" not in beat for beat in beats)
    (tmp_path / "ledger.db").rmdir()
    (tmp_path / "aside.db").rename(tmp_path / "ledger.db")
    running.engine.queue_grew()
    assert running.wait(lambda event: isinstance(event, CaseMade)).submission_id == name
    running.engine.stop()


def test_an_answer_that_is_lost_on_the_way_makes_no_second_case(running: Running, platform: Platform) -> None:
    lost = []

    def takes_and_cuts(to: BaseHTTPRequestHandler) -> None:
        _, body = platform.seen[-1]
        for item in json.loads(body).get("items", []):
            lost.append(platform.cases.setdefault(item["message_id"], "1"))
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


def test_a_long_queue_goes_in_batches_and_ratings_with_it(running: Running, platform: Platform) -> None:
    for number in range(1, 10):
        running.commit(number)
    running.ledger.add_message(rating(0), 5)
    running.engine.start()
    for _ in range(9):
        running.wait(lambda event: isinstance(event, CaseMade))
    running.engine.queue_grew()
    until = time.monotonic() + 5
    while running.ledger.waiting(1) and time.monotonic() < until:
        threading.Event().wait(0.01)
    assert running.ledger.waiting(1) == ()
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
    platform.wrong = lambda to: silence(to, platform)
    running.engine.start()
    running.engine.ask("q", AskProgress("token"))
    running.engine.stop()
    assert not running.engine._thread.is_alive()
