"""A ledger that cannot be opened: services and guides are looked at, nobody is identified, and it is back by itself."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from commands.terminal_folder import TerminalFolder
from commands.terminal_stores import whole_ledger
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.service_items import ItemKind
from kiosk.domain.values import replace
from kiosk.journeys.browse.events import ItemLoaded, OpenItem, PrintGuide
from kiosk.journeys.browse.places import Home
from kiosk.ports.device_hub import ReadCard, StatusChanged
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.storage import StorageError, StorageFault
from kiosk.runtime import effect_runner
from kiosk.session import events as ev
from kiosk.session.identify import Identify, IdentifyProblem, ShowNoCard, ShowPhoneCode
from kiosk.session.idle import Idle, IdleNotice, LookAtLedger
from kiosk.session.paper import PaperState
from kiosk.session.possible import Missing, missing
from offline_cache.ledger import database
from offline_cache.ledger import ledger as ledger_module
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.migrations import MIGRATIONS
from tests.kiosk.session_samples import CODE, ITEM, Session, shown
from tests.kiosk.test_effect_runner import Terminal

AWAY, BACK = ev.LedgerSeen(usable=False), ev.LedgerSeen(usable=True)
READY = DeviceStatus(StatusKind.READY)


def test_nobody_is_identified_without_it(session: Session) -> None:
    session.feed(AWAY)
    session.to_identify()
    assert session.place.problem is IdentifyProblem.LEDGER
    assert not session.all(ReadCard), "no card is asked for"
    view = shown(session)
    assert "到窗口" in view["problem"]
    assert (view["title"], view["phoneCode"], view["noCard"], view["retry"]) == ("现在不能办理", "", "", "")
    session.feed(ev.TryAgain(), ShowPhoneCode(), ShowNoCard(), StatusChanged(Device.ID_CARD_READER, READY))
    assert session.is_at(Identify)
    assert not session.all(ReadCard)


def test_whoever_waits_there_goes_on_when_it_is_back(session: Session) -> None:
    session.feed(AWAY)
    session.to_identify()
    session.feed(BACK)
    assert session.place.problem is None
    session.show_card()
    assert session.state.person is not None


def test_what_cannot_be_done_is_said_before_anybody_begins(session: Session) -> None:
    session.feed(AWAY)
    view = shown(session)
    assert "只能看事项和指南" in view["cannot"][0]
    session.feed(ev.Start())
    assert missing(session.state, ItemKind.TRANSACTION.value, True, "") is Missing.LEDGER
    assert missing(session.state, ItemKind.QUERY.value, False, "hospitals") is not Missing.LEDGER
    session.feed(ev.GoHome(), BACK)
    assert session.is_at(Home)
    assert missing(session.state, ItemKind.TRANSACTION.value, True, "") is None


def with_ledger(check_writable: Callable[[], None]) -> Any:
    return SimpleNamespace(ledger=SimpleNamespace(check_writable=check_writable))


def test_whoever_begins_has_it_looked_at(session: Session) -> None:
    session.feed(AWAY, ev.Start())
    looked = session.last(LookAtLedger)
    session.feed(*looked.run(with_ledger(lambda: None)))
    assert missing(session.state, ItemKind.TRANSACTION.value, True, "") is None

    def full() -> None:
        raise StorageError(StorageFault.FULL)

    session.feed(ev.GoHome(), *looked.run(with_ledger(full)))
    assert missing(session.state, ItemKind.TRANSACTION.value, True, "") is Missing.LEDGER


def test_a_disk_with_too_little_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(SqliteLedger(tmp_path / "ledger.db", "T0001")) as ledger:
        ledger.check_writable()
        monkeypatch.setattr(ledger_module, "LEAST_ROOM", shutil.disk_usage(tmp_path).total + 1)
        with pytest.raises(StorageError) as caught:
            ledger.check_writable()
    assert caught.value.fault is StorageFault.FULL


@pytest.mark.parametrize(("seen", "said"), [((), False), ((AWAY,), False), ((BACK,), True), ((AWAY, BACK), True)])
def test_that_all_is_there_is_said_once_it_is_known(session: Session, seen: tuple[Any, ...], said: bool) -> None:
    session.state = replace(session.state, place=Idle(IdleNotice.INTERRUPTED))
    session.feed(*seen)
    notice = shown(session)["notice"]
    assert "意外重新启动" in notice
    assert ("已经提交的申请都在" in notice) == said


def a_folder(path: Path) -> Callable[[], None]:
    path.mkdir()
    return path.rmdir


def of_a_newer_program(path: Path) -> Callable[[], None]:
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    return path.unlink


def locked(path: Path) -> Callable[[], None]:
    SqliteLedger(path, "T0001").close()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    return other.close


def without_its_folder(path: Path) -> Callable[[], None]:
    path.parent.rmdir()
    return path.parent.mkdir


@pytest.mark.parametrize("trouble", [a_folder, of_a_newer_program, locked, without_its_folder])
def test_it_is_opened_as_soon_as_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Callable[[Path], Callable[[], None]]
) -> None:
    monkeypatch.setattr(effect_runner, "OPENING_PAUSE", 0.02)
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.02)
    (tmp_path / "home").mkdir()
    path = tmp_path / "home" / "ledger.db"
    mend = trouble(path)
    terminal = Terminal(path, lambda: whole_ledger(TerminalFolder(path.parent), "T0001"))
    terminal.until(lambda: terminal.runner.state.ledger_usable is False)
    terminal.feed(ev.Start(), OpenItem(CODE), ev.Primary())
    assert terminal.place.problem is IdentifyProblem.LEDGER
    terminal.feed(ev.GoHome())
    mend()
    terminal.until(lambda: terminal.runner.state.ledger_usable)
    terminal.to_submitted()
    terminal.until(lambda: terminal.desk.hurried)
    assert ("program.started",) in terminal.rows("SELECT event FROM audit")
    terminal.runner.stop()


def test_what_is_asked_of_it_meanwhile_harms_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.mkdir()
    terminal = Terminal(path, lambda: whole_ledger(TerminalFolder(tmp_path), "T0001"))
    terminal.until(lambda: terminal.runner.state.ledger_usable is False)
    terminal.feed(ev.OpenJourney("attendant"), ev.GoHome(), ItemLoaded(ITEM), PrintGuide())
    failed = terminal.until(lambda: terminal.place.paper if terminal.place.paper.state is PaperState.FAILED else None)
    assert failed.reason is Reason.NOT_RECORDED, "and it is said"
    terminal.runner.stop()
