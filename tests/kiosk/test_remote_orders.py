"""What the platform's staff ask of a terminal from afar: only what they signed, only while nobody is there, once, and answered."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.closings import Closing
from kiosk.domain.remote_orders import LARGEST, LIFETIME, OrderResult, RemoteAction, RemoteOrder
from kiosk.messages.keys import TerminalKeys, Trust
from kiosk.messages.remote_orders import KIND, OrderReport, read_order, signed_order
from kiosk.messages.sealing import new_sealing_key, open_sealed, public_half
from kiosk.messages.signing import Signer, new_signing_key
from kiosk.ports.platform import OrdersTold
from kiosk.session import events as ev
from kiosk.session.state import Accessibility
from offline_cache.ledger.ledger import SqliteLedger
from tests.kiosk.session_samples import TERMINAL, WALL
from tests.kiosk.test_effect_runner import Terminal

ID = "01890000-0000-7000-8000-000000000001"
OTHER = "01890000-0000-7000-8000-000000000002"
PLATFORM_KEY = new_signing_key()
PLATFORM = Signer(PLATFORM_KEY)
TRUSTED = [public_half(PLATFORM_KEY)]
HERE = TERMINAL.terminal_id
SEALING = new_sealing_key("s")
PNG = b"\x89PNG picture"


def order(action: RemoteAction, order_id: str = ID, closing: Closing | None = None) -> RemoteOrder:
    return RemoteOrder(order_id, action, closing)


def text(action: RemoteAction, order_id: str = ID, closing: Closing | None = None, at: int = WALL) -> str:
    return signed_order(PLATFORM, order(action, order_id, closing), HERE, at)


@pytest.mark.parametrize("action", RemoteAction)
def test_what_the_platform_signed_is_read(action: RemoteAction) -> None:
    closing = Closing.PAPER if action is RemoteAction.CLOSE else None
    assert read_order(text(action, closing=closing), TRUSTED, HERE, WALL + 60) == order(action, closing=closing)


def test_of_another_terminal_key_or_time_nothing_is_read() -> None:
    restart = text(RemoteAction.RESTART)
    assert read_order(restart, TRUSTED, "T9", WALL) is None
    assert read_order(restart, [public_half(new_signing_key())], HERE, WALL) is None
    assert read_order(restart, TRUSTED, HERE, WALL + LIFETIME) is None
    assert read_order(restart, TRUSTED, HERE, WALL - 3600) is None, "a clock that is behind does not make it good again"
    claims = {"t": HERE, "a": "RESTART", "jti": ID, "iat": WALL, "exp": WALL + 10 * LIFETIME}
    assert read_order(PLATFORM.sign("remote-order", claims), TRUSTED, HERE, WALL + LIFETIME) is None, "no order lives longer"
    for wrong in ({"a": "SHELL"}, {"w": "paper"}, {"a": "CLOSE"}, {"jti": "1"}, {"a": "CLOSE", "w": "nothing"}):
        assert read_order(PLATFORM.sign("remote-order", {**claims, **wrong}), TRUSTED, HERE, WALL) is None, wrong
    assert read_order(PLATFORM.sign("terminal-certificate", claims), TRUSTED, HERE, WALL) is None, "another kind of statement"


@given(st.text(max_size=200))
def test_anything_else_is_no_order(anything: str) -> None:
    assert read_order(anything, TRUSTED, HERE, WALL) is None


class Ordered(Terminal):
    """A terminal that trusts the platform's key, with a real ledger."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.picture = PNG
        trust = Trust(public_half(SEALING), TRUSTED)
        self.runner.keys = TerminalKeys(TERMINAL, new_signing_key(), "certificate", lambda: trust)
        self.runner.take_picture = lambda: self.picture
        self.settled()

    def told(self, *texts: str) -> None:
        self.feed(OrdersTold(texts))

    def settled(self) -> None:
        """All that was to be stored is stored, and heard of."""
        for _ in range(3):  # an order is written down, and what follows from it
            stored = threading.Event()
            self.runner.when_stored(stored.set)
            assert stored.wait(10)
            self.runner.drain()

    def reports(self) -> list[OrderReport]:
        rows = self.rows("SELECT kind, sealed FROM messages ORDER BY at, message_id")
        assert {kind for kind, _ in rows} <= {KIND}
        return [OrderReport.model_validate_json(open_sealed(sealed, [SEALING])) for _, sealed in rows]

    def audited(self) -> list[dict[str, Any]]:
        return [json.loads(details) for (details,) in self.rows("SELECT details FROM audit WHERE event = 'remote.obeyed'")]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Ordered]:
    ordered = Ordered(tmp_path / "ledger.db")
    yield ordered
    ordered.runner.stop()


def test_a_restart_is_told_before_it_and_done_once(terminal: Ordered) -> None:
    terminal.told(text(RemoteAction.RESTART))
    terminal.until(lambda: terminal.over)
    (report,) = terminal.reports()
    assert (report.report_id, report.action, report.result, report.at) == (ID, RemoteAction.RESTART, OrderResult.DONE, WALL)
    assert terminal.desk.grew == 1, "it is sent at once"
    assert terminal.audited() == [{"action": "RESTART", "result": "DONE"}]


def test_an_order_that_is_told_again_does_nothing(tmp_path: Path) -> None:
    first = Ordered(tmp_path / "ledger.db")
    first.told(text(RemoteAction.RESTART))
    first.until(lambda: first.over)
    first.runner.stop()
    again = Ordered(tmp_path / "ledger.db")  # the next process hears it before its report has arrived
    again.told(text(RemoteAction.RESTART))
    again.settled()
    assert not again.over
    assert len(again.reports()) == len(again.audited()) == 1
    again.runner.stop()


def test_nothing_is_done_while_somebody_is_there(terminal: Ordered) -> None:
    terminal.feed(ev.Start())
    for action in RemoteAction:
        terminal.told(text(action, closing=Closing.PAPER if action is RemoteAction.CLOSE else None))
    terminal.settled()
    assert terminal.reports() == []
    terminal.feed(ev.Leave(sure=True))
    terminal.told(text(RemoteAction.OPEN))
    terminal.until(terminal.reports)


def test_settings_on_the_idle_page_are_somebodys(terminal: Ordered) -> None:
    terminal.feed(ev.SetAccessibility(Accessibility(large=True)))
    terminal.told(text(RemoteAction.PICTURE))
    terminal.settled()
    assert terminal.reports() == []


def test_out_of_service_and_back(terminal: Ordered) -> None:
    terminal.told(text(RemoteAction.CLOSE, closing=Closing.CLEANING))
    terminal.until(terminal.reports)
    assert terminal.runner.state.closed is Closing.CLEANING
    ledger = SqliteLedger(terminal.path, "T0001")
    assert ledger.notes_of_staff() == {"closed": "cleaning"}
    ledger.close()
    terminal.told(text(RemoteAction.OPEN, OTHER))
    terminal.until(lambda: len(terminal.reports()) == 2)
    assert terminal.runner.state.closed is None


def test_a_picture_of_the_idle_page_is_sent(terminal: Ordered) -> None:
    terminal.told(text(RemoteAction.PICTURE))
    (report,) = terminal.until(terminal.reports)
    assert (report.result, report.content()) == (OrderResult.DONE, PNG)


@pytest.mark.parametrize("picture", [b"", bytes(LARGEST + 1)])
def test_a_picture_that_cannot_be_sent_is_told(terminal: Ordered, picture: bytes) -> None:
    terminal.picture = picture
    terminal.told(text(RemoteAction.PICTURE))
    (report,) = terminal.until(terminal.reports)
    assert (report.result, report.content()) == (OrderResult.FAILED, b"")


def test_updates_are_looked_for(terminal: Ordered, tmp_path: Path) -> None:
    terminal.runner.look_for_program = (tmp_path / "wanted").touch
    terminal.told(text(RemoteAction.UPDATE))
    terminal.until(lambda: terminal.desk.looks == 1)
    assert (tmp_path / "wanted").exists()
    assert [one.action for one in terminal.reports()] == [RemoteAction.UPDATE]


def test_of_several_those_that_are_good_are_done(terminal: Ordered) -> None:
    late = text(RemoteAction.RESTART, at=WALL - LIFETIME)
    terminal.told("nonsense", late, text(RemoteAction.UPDATE), text(RemoteAction.PICTURE, OTHER))
    terminal.until(lambda: len(terminal.reports()) == 2)
    assert {report.action for report in terminal.reports()} == {RemoteAction.UPDATE, RemoteAction.PICTURE}
    assert not terminal.over


def test_an_order_that_could_not_be_written_down_is_not_done(terminal: Ordered) -> None:
    with sqlite3.connect(terminal.path) as other:
        other.execute("CREATE TRIGGER full BEFORE INSERT ON messages BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END")
    terminal.told(text(RemoteAction.RESTART))
    terminal.settled()
    assert not terminal.over
    assert terminal.audited() == []
