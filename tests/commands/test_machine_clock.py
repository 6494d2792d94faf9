"""The clock that the first set-up asks for: once, soon, by whoever may, and never on a terminal that is in use."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from commands.command_line import application
from commands.machine_clock import EARLIEST, GOOD_FOR, LATEST, REQUEST, ask_for_time, asked_time, uptime
from commands.terminal_folder import TerminalFolder

WALL = 1_795_000_000.0


def test_what_is_asked_for_is_the_time_whenever_it_is_looked_at(tmp_path: Path) -> None:
    before = uptime()
    ask_for_time(tmp_path, WALL)
    began = json.loads((tmp_path / REQUEST).read_text())["uptime"]
    assert before <= began <= uptime()
    for later in (0.0, 0.5, GOOD_FOR):
        assert asked_time(tmp_path, began + later) == pytest.approx(WALL + later)
    assert asked_time(tmp_path, began + GOOD_FOR + 1) is None
    assert asked_time(tmp_path, began - 1) is None, "the machine was started anew"


@given(
    st.binary(max_size=200) | st.recursive(st.none() | st.floats() | st.integers() | st.text(), st.lists).map(repr).map(str.encode)
)
def test_nothing_else_sets_a_clock(tmp_path_factory: pytest.TempPathFactory, told: bytes) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / REQUEST).write_bytes(told)
    assert asked_time(home, 1.0) is None


@pytest.mark.parametrize("wall", [EARLIEST - 1, LATEST + 1, float("inf"), float("nan"), True, "1795000000"])
def test_no_time_beyond_a_terminals_life_is_set(tmp_path: Path, wall: object) -> None:
    (tmp_path / REQUEST).write_text(json.dumps({"uptime": 1.0, "wall": wall}))
    assert asked_time(tmp_path, 1.0) is None


def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / REQUEST)
    assert asked_time(tmp_path, 1.0) is None
    (tmp_path / REQUEST).unlink()
    (tmp_path / REQUEST).symlink_to("/dev/zero")
    assert asked_time(tmp_path, 1.0) is None


@pytest.mark.parametrize(("confirmed", "code", "done"), [(None, 0, True), (False, 0, True), (True, 1, False)])
def test_root_sets_it_until_the_terminal_is_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, confirmed: bool | None, code: int, done: bool
) -> None:
    if confirmed is not None:
        values = {"terminal_id": "T1", "site": {"zh": "x", "en": "x"}, "hotline": "", "exchange": "5f" * 32, "secret": "00" * 32}
        keys = {"url": "https://x.example", "audience": "x", "certificate": "", "signing_key": {}, "sealing_key": {}}
        TerminalFolder(tmp_path).write_enrolment({**values, **keys, "verification_keys": [], "confirmed": confirmed})
    set_to: list[float] = []
    # Not this machine's: other tests go by it.
    monkeypatch.setattr(time, "clock_settime", lambda which, wall: set_to.append(wall))
    ask_for_time(tmp_path, WALL)
    ran = CliRunner().invoke(application, ["machine", "clock", "--home", str(tmp_path), "--rtc", str(tmp_path / "none")])
    assert ran.exit_code == code, ran.output
    assert len(set_to) == done
    if done:
        assert "hardware clock" in ran.output, "it is right until the machine starts anew, and that is said"
        assert set_to[0] == pytest.approx(WALL, abs=5)


def test_whoever_may_not_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(which: int, wall: float) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(time, "clock_settime", refused)
    ask_for_time(tmp_path, WALL)
    assert CliRunner().invoke(application, ["machine", "clock", "--home", str(tmp_path)]).exit_code == 2
