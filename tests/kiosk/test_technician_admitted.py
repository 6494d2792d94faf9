"""Code and PIN, judged with the real ledger and signature: good once, on its day, however often the process is replaced."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.domain.technicians import FIRST_WAIT, FREE_TRIES, CodeRefusal, TechnicianCode
from kiosk.domain.times import Moment, day_of
from kiosk.journeys.technician.effects import JudgeCode, JudgePin
from kiosk.journeys.technician.events import CodeJudged
from kiosk.messages.keys import Trust
from kiosk.messages.sealing import public_half
from kiosk.messages.signing import Signer, new_signing_key
from kiosk.messages.technician_code import technician_code
from kiosk.ports.storage import StorageError, StorageFault
from kiosk.session.staff_pin import PinJudged
from offline_cache.ledger.ledger import SqliteLedger
from tests.kiosk.session_samples import TERMINAL, WALL

PLATFORM, REPLACED = new_signing_key(), new_signing_key()
PIN, OTHER = "27182818", "31415926"


def code(jti: str = "j" * 22, key: Any = PLATFORM, technician: str = "chen.wei") -> str:
    return technician_code(Signer(key), TERMINAL.terminal_id, technician, day_of(WALL), PIN, jti, WALL)


class At:
    """As much of `kiosk.session.services.Services` as a technician is judged with; each a process of its own."""

    def __init__(self, file: Path) -> None:
        self.ledger = SqliteLedger(file, TERMINAL.terminal_id)
        self.keys = SimpleNamespace(terminal=TERMINAL, trust=lambda: Trust({}, [public_half(PLATFORM)]))
        self.wall = WALL

    def now(self) -> Moment:
        return Moment(0.0, self.wall, bytes)

    def shows(self, text: str) -> TechnicianCode | CodeRefusal:
        services: Any = self
        (judged,) = JudgeCode("1", text).run(services)
        assert isinstance(judged, CodeJudged)
        return judged.found

    def types(self, shown: TechnicianCode | CodeRefusal, pin: str) -> PinJudged:
        assert isinstance(shown, TechnicianCode)
        services: Any = self
        (judged,) = JudgePin("2", shown, pin).run(services)
        assert isinstance(judged, PinJudged)
        return judged


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Callable[[], At]]:
    made: list[At] = []

    def begin() -> At:
        made.append(At(tmp_path / "ledger.db"))
        return made[-1]

    yield begin
    for one in made:
        one.ledger.close()


def test_a_code_opens_once(process: Callable[[], At]) -> None:
    first = process()
    shown = first.shows(code())
    assert first.types(shown, PIN) == PinJudged("2", admitted=True)
    assert first.types(shown, PIN).void, "nor does the same page again"
    assert process().shows(code()) is CodeRefusal.USED, "nor the next process"
    assert isinstance(process().shows(code("k" * 22)), TechnicianCode)


def test_a_code_is_not_used_up_by_wrong_pins(process: Callable[[], At]) -> None:
    terminal = process()
    shown = terminal.shows(code())
    assert [terminal.types(shown, OTHER) for _ in range(2)] == [PinJudged("2")] * 2
    assert terminal.types(shown, PIN).admitted


def test_wrong_pins_lock_the_technician_out_with_any_code_and_any_process(process: Callable[[], At]) -> None:
    for _ in range(FREE_TRIES):
        last = process().types(process().shows(code()), OTHER)
    assert (last.admitted, last.wait) == (False, FIRST_WAIT)
    other_code = process().shows(code("k" * 22))
    assert process().types(other_code, PIN) == PinJudged("2", wait=FIRST_WAIT), "not even the right one is looked at"
    li = process().shows(code("l" * 22, technician="li.na"))
    assert process().types(li, PIN).admitted, "nobody else is locked out"
    later = process()
    later.wall += FIRST_WAIT
    assert later.types(other_code, PIN).admitted


@pytest.mark.parametrize("at", range(3))
def test_a_ledger_that_cannot_be_written_lets_nobody_in(
    process: Callable[[], At], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    terminal = process()
    shown = terminal.shows(code())

    def full(*_: object) -> None:
        raise StorageError(StorageFault.FULL)

    monkeypatch.setattr(terminal.ledger, ("code_used", "begin_try", "admit")[at], full)
    assert terminal.types(shown, PIN) == PinJudged("2", kept=False)


def test_a_key_that_was_replaced_opens_nothing(process: Callable[[], At]) -> None:
    assert process().shows(code(key=REPLACED)) is CodeRefusal.FORGED


def test_no_pin_is_written_anywhere(process: Callable[[], At], tmp_path: Path) -> None:
    terminal = process()
    terminal.types(terminal.shows(code()), OTHER)
    terminal.types(terminal.shows(code()), PIN)
    for path in tmp_path.iterdir():
        assert PIN.encode() not in path.read_bytes()
        assert OTHER.encode() not in path.read_bytes()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as database:
        assert database.execute("SELECT technician FROM used_codes").fetchall() == [("chen.wei",)]
