"""The real engine and the real platform, with a line between them that is cut, or that refuses one application alone."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.outbox_words import explained
from devices.simulation.process import SimulatorProcess
from kiosk.domain.clock import Clock
from kiosk.domain.sample_people import SamplePerson
from kiosk.domain.submissions import new_receipt_token, token_hash
from kiosk.domain.times import Moment
from kiosk.messages.models import AuditHead, HeartbeatRequest
from kiosk.messages.sealing import Sealer
from kiosk.messages.signing import Signer
from kiosk.ports.platform import AskProgress, CaseMade, Network, NetworkChanged, PlatformReply, ProgressKnown
from kiosk.ports.storage import SealedRow
from kiosk.sync import reachability
from kiosk.sync.calls import Failure
from kiosk.sync.client import Account, PlatformClient
from kiosk.sync.driver import SyncEngine
from kiosk.sync.state import PATIENCE
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.outbox import Outbox
from tests.central_platform.terminal_api import TerminalApi, enrolled_at, moment

SEEN = 15.0  # seconds at most until what is waited for is there


class Terminal:
    """A ledger and an engine on the line."""

    def __init__(self, api: TerminalApi, enrolment: dict[str, Any], private: dict[str, Any], url: str, path: Path) -> None:
        self._api, self._path = api, path
        self.ledger = SqliteLedger(path, enrolment["terminal_id"])
        self.events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.told: list[Any] = []
        account = Account(url, enrolment["terminal_id"], enrolment["audience"], Signer(private))
        self._terminal_id = enrolment["terminal_id"]
        self.engine = SyncEngine(
            self.events.put,
            lambda: SqliteLedger(path, enrolment["terminal_id"]),
            lambda: PlatformClient(account, Clock(time.time, time.monotonic)),
            self._beat,
            lambda: Moment(time.monotonic(), int(time.time()), lambda n: bytes(n)),
            lambda asked: None,
        )

    def _beat(self, waiting: int, audit: tuple[int, str] | None) -> HeartbeatRequest:
        head = AuditHead(number=audit[0], hash=audit[1]) if audit else None
        return HeartbeatRequest(
            sent_at=int(time.time()), version="1", catalogue_version="1", waiting=waiting, devices={}, audit=head
        )

    def commit(self, person: SamplePerson) -> str:
        token = new_receipt_token(moment())
        content = self._api.content(person, token, terminal_id=self._terminal_id)
        item = self._api.seal(content)
        row = SealedRow(
            item["submission_id"],
            content["implementation_code"],
            item["sealed"],
            item["sealed_sha256"],
            token_hash(token),
            b"",
            int(time.time()),
        )
        self.ledger.commit_submission(lambda receipt: row, "261122")
        return str(item["submission_id"])

    def wait(self, wanted: Callable[[Any], bool]) -> Any:
        until = time.monotonic() + SEEN
        while True:
            event = self.events.get(timeout=max(0.01, until - time.monotonic()))
            self.told.append(event)
            if wanted(event):
                return event

    def hears_nothing(self, seconds: float) -> None:
        """Whatever is told in this time is put to the rest."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                self.told.append(self.events.get(timeout=left))
            except queue.Empty:
                return

    def network(self) -> list[Network]:
        return [event.network for event in self.told if isinstance(event, NetworkChanged)]


@pytest.fixture
def line(served: dict[str, Any]) -> Iterator[SimulatorProcess]:
    line = SimulatorProcess("network_line", "--target", served["url"].removeprefix("http://")).start()
    yield line
    line.stop()


@pytest.fixture(scope="module")
def enrolment(served: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return enrolled_at(served)


@pytest.fixture
def terminal(
    line: SimulatorProcess, enrolment: tuple[dict[str, Any], dict[str, Any]], api: TerminalApi, tmp_path: Path
) -> Iterator[Terminal]:
    private, answer = enrolment
    api.sealer = Sealer(answer["sealing_key"])
    terminal = Terminal(api, answer, private, f"http://{line.address}", tmp_path / "ledger.db")
    terminal.engine.start()
    terminal.wait(lambda event: event == NetworkChanged(Network.ONLINE))
    yield terminal
    terminal.engine.stop()
    terminal.ledger.close()


def test_a_cut_line_is_told_once_and_tried_ever_more_rarely(terminal: Terminal, line: SimulatorProcess, wang: SamplePerson) -> None:
    line.command("mode", mode="cut")
    name = terminal.commit(wang)
    terminal.engine.queue_grew()
    terminal.wait(lambda event: event == NetworkChanged(Network.OFFLINE))
    terminal.hears_nothing(6.0)
    assert terminal.network() == [Network.ONLINE, Network.OFFLINE]
    entry = terminal.ledger.message(name)
    assert entry is not None
    assert 1 <= entry.attempts <= 6, "pauses of 1, 2, 4 seconds"
    line.command("mode", mode="through")
    assert terminal.wait(lambda event: isinstance(event, CaseMade)).submission_id == name
    assert terminal.network() == [Network.ONLINE, Network.OFFLINE, Network.ONLINE]


def test_one_that_a_filter_refuses_stops_nobody(
    terminal: Terminal, line: SimulatorProcess, wang: SamplePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PATIENCE, Failure.NOT_THE_PLATFORM, (0.2, 30.0))
    monkeypatch.setattr(reachability, "CHECK_APART", 0.2)
    refused = terminal.commit(wang)
    line.command("mode", mode="filter", containing=refused)
    others = {terminal.commit(wang) for _ in range(3)}
    terminal.engine.queue_grew()
    while others:
        others.discard(terminal.wait(lambda event: isinstance(event, CaseMade)).submission_id)
    terminal.engine.ask("q", AskProgress(new_receipt_token(moment())))
    assert terminal.wait(lambda event: isinstance(event, PlatformReply)).reply == ProgressKnown(None)
    outbox = Outbox(tmp_path / "ledger.db")
    until = time.monotonic() + SEEN
    while not (waits := outbox.waiting())[0].held and time.monotonic() < until:
        terminal.hears_nothing(0.1)
    assert [row.submission_id for row in waits] == [refused]
    assert "something on the way refuses it" in explained(waits[0]).en
    assert terminal.network() == [Network.ONLINE], "nobody else is offline for it"
    line.command("mode", mode="through")
    assert terminal.wait(lambda event: isinstance(event, CaseMade)).submission_id == refused
    assert outbox.waiting() == ()
    outbox.close()
