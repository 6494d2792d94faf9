"""The terminal on a real X server with a real window manager: what its keys and buttons can do, and a scanner that types there."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Visit
from kiosk.process import TRACEABLE
from tests.journeys.steps import to_search

TOKEN = "CQ1-" + "0123456789ABCDEFGHJKMNPQRS"


class Desk:
    """An X server without a screen, with a window manager, and hands on its keyboard."""

    def __init__(self) -> None:
        ours, theirs = os.pipe()
        nothing = subprocess.DEVNULL
        command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1080x1920x24", "-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(command, pass_fds=(theirs,), stdout=nothing, stderr=nothing)
        os.close(theirs)
        with os.fdopen(ours) as told:
            self.display = f":{told.readline().strip()}"
        self.environment = {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}
        self._manager = subprocess.Popen(["openbox"], env={**os.environ, **self.environment}, stdout=nothing, stderr=nothing)

    def do(self, *arguments: str) -> str:
        """xdotool: keys come from the server, with the server's time, as from any keyboard."""
        done = subprocess.run(
            ["xdotool", *arguments], env={**os.environ, **self.environment}, capture_output=True, text=True, check=False, timeout=20
        )
        return done.stdout.strip()

    def end(self) -> None:
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.end()


@pytest.fixture
def stage(district: ModelDistrict, desk: Desk, tmp_path: Path) -> Iterator[Visit]:
    configuration = district.home.configuration_file
    before = configuration.read_text()
    scanner = before.partition("[code_scanner]")[2].partition("[")[0]
    configuration.write_text(before.replace(scanner, '\ndriver = "keyboard"\n'))
    player = RemoteControl(
        district.home.path, [], tmp_path / "terminal.log", {**district.environment, TRACEABLE: "1", **desk.environment}
    )
    player.start()
    stage = Visit(district, player, tmp_path / "output")
    stage.begin("test", "t")
    player.wait_for(lambda player: player.warm)
    until(lambda: desk.do("getactivewindow", "getwindowname") != "")
    yield stage
    player.stop()
    configuration.write_text(before)
    assert "bug:" not in (tmp_path / "terminal.log").read_text()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_no_key_and_no_button_leads_out(stage: Visit, desk: Desk) -> None:
    lives, process = stage.player.lives, stage.player.process_id
    window, place = desk.do("getactivewindow"), desk.do("get_desktop")
    to_search(stage)
    # Openbox closes, lowers, minimises, and changes to another desktop with these.
    for keys in ("alt+F4", "alt+Escape", "alt+Tab", "ctrl+alt+Right", "super+F2", "super+e", "ctrl+q", "ctrl+alt+BackSpace"):
        desk.do("key", keys)
    for _ in range(2):
        desk.do("getactivewindow", "windowquit")  # WM_DELETE_WINDOW, as a window manager's button sends it
    desk.do("type", "--delay", "150", "jlk")
    stage.player.wait("SearchPage", lambda view: view["query"] == "jlk")
    assert (stage.player.lives, stage.player.process_id) == (lives, process)
    assert (desk.do("getactivewindow"), desk.do("get_desktop")) == (window, place)


def test_a_typed_code_reaches_no_field_while_the_thread_is_busy(stage: Visit, desk: Desk) -> None:
    """Typing goes on while Qt's thread stands still, again and again, for longer than any scanner pauses."""
    to_search(stage)
    desk.do("type", "--delay", "150", "j")
    stage.player.wait("SearchPage", lambda view: view["query"] == "j")
    typing = subprocess.Popen(
        ["xdotool", "type", "--delay", "12", f"{TOKEN}\r" * 3], env={**os.environ, **desk.environment}, stdout=subprocess.DEVNULL
    )
    while typing.poll() is None:
        os.kill(stage.player.process_id, signal.SIGSTOP)
        time.sleep(0.12)  # the standing still itself
        os.kill(stage.player.process_id, signal.SIGCONT)
        time.sleep(0.02)
    time.sleep(0.7)  # a person's own time before they type on
    desk.do("type", "--delay", "150", "lk")
    stage.player.wait("SearchPage", lambda view: view["query"] == "jlk")
    assert stage.player.page == "SearchPage"
