"""The doctor's step for code scanners, as a technician runs it: a scanner on its line, and one that types on a real X server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.terminal_folder import TerminalFolder
from devices.check_code import CHECK_CODE
from devices.simulation.process import SimulatorProcess

ROOT = Path(__file__).parents[2]


class Doctor:
    """``main.py doctor --scan --json`` while it waits for a code."""

    def __init__(self, home: Path, **environment: str) -> None:
        plain = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
        command = [sys.executable, "main.py", "doctor", "--scan", "--json", "--home", str(home)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**plain, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def told(self) -> tuple[int, dict[str, dict[str, Any]]]:
        said, faults = self.process.communicate(timeout=60)
        assert "Traceback" not in faults
        return self.process.returncode, {line["key"]: line for line in json.loads(said)["lines"]}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "terminal"


def configured(home: Path, *lines: str) -> Path:
    home.mkdir(exist_ok=True)
    (home / "terminal.toml").write_text("\n".join(("[code_scanner]", *lines)) + "\n")
    return home


@pytest.fixture
def scanner() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("code_scanner", "--pace", "0") as made:
        yield made


def shown(doctor: Doctor, scanner: SimulatorProcess, **how: Any) -> tuple[int, dict[str, dict[str, Any]]]:
    """Held up until it is read: whoever does so cannot see when the port is open."""
    while doctor.process.poll() is None:
        scanner.command("show", **how)
        time.sleep(0.3)
    return doctor.told()


def test_a_serial_scanner_without_a_suffix_is_told_which_to_set(home: Path, scanner: SimulatorProcess) -> None:
    configured(home, 'driver = "serial"', f'address = "{scanner.address}"')
    doctor = Doctor(home)
    assert doctor.process.stderr is not None
    assert "扫这个码" in doctor.process.stderr.readline(), "the code is shown on the terminal where there is no screen"
    time.sleep(1)  # a hand's time
    scanner.command("show", text=CHECK_CODE, suffix="none")
    code, lines = doctor.told()
    assert code == 1
    assert lines["scan"]["verdict"] == "good"
    assert "CR" in lines["scan_suffix"]["todo"]["en"]


def test_a_scanner_that_is_not_there_is_told(home: Path) -> None:
    configured(home, 'driver = "serial"', 'address = "/dev/no-such-port"')
    code, lines = Doctor(home).told()
    assert (code, lines["code_scanner"]["verdict"]) == (2, "bad")


@pytest.mark.parametrize(
    ("lines", "said"),
    [([], "no code scanner is configured"), (['driver = "keyboard"'], "DISPLAY=:0"), (['driver = "x"'], "allowed is")],
)
def test_where_it_cannot_be_tried_it_says_what_to_do(home: Path, lines: list[str], said: str) -> None:
    configured(home, *lines) if lines else home.mkdir()
    doctor = Doctor(home)
    _, faults = doctor.process.communicate(timeout=60)
    assert doctor.process.returncode == 1
    assert said in faults
    assert "Traceback" not in faults


def test_a_running_terminal_has_the_scanner(home: Path) -> None:
    configured(home, 'driver = "keyboard"')
    with TerminalFolder(home).lock():
        doctor = Doctor(home)
        _, faults = doctor.process.communicate(timeout=60)
    assert (doctor.process.returncode, "Stop it first" in faults) == (1, True)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    ours, theirs = os.pipe()
    nothing = subprocess.DEVNULL
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(theirs,), stdout=nothing, stderr=nothing)
    os.close(theirs)
    with os.fdopen(ours) as told:
        yield f":{told.readline().strip()}"
    server.terminate()
    server.wait(10)


def type_into(display: str, text: str, delay: int) -> float:
    """With so many milliseconds between two happenings to a key, or more on a busy machine: how many it took on average."""
    environment = {**os.environ, "DISPLAY": display}

    def do(*arguments: str) -> str:
        return subprocess.run(
            ["xdotool", *arguments], env=environment, capture_output=True, text=True, check=False, timeout=30
        ).stdout

    end = time.monotonic() + 20
    while not do("search", "--onlyvisible", "--name", "Scan this code"):
        assert time.monotonic() < end
        time.sleep(0.05)
    do("search", "--onlyvisible", "--name", "Scan this code", "windowfocus", "--sync")
    began = time.monotonic()
    do("type", "--delay", str(2 * delay), text)  # of which it takes a half each for pressing and for leaving go
    return (time.monotonic() - began) * 1000 / (2 * len(text))


@pytest.mark.parametrize(("driver", "delay"), [("keyboard", 60), ("keyboard", 8), ("serial", 8)])
def test_a_scanner_that_types_is_measured(home: Path, display: str, scanner: SimulatorProcess, driver: str, delay: int) -> None:
    configured(home, f'driver = "{driver}"', *([f'address = "{scanner.address}"'] if driver == "serial" else []))
    doctor = Doctor(home, DISPLAY=display)
    took = type_into(display, f"{CHECK_CODE}\r", delay)
    code, lines = doctor.told()
    if driver == "serial":
        assert (code, "types" in lines["scan"]["state"]["en"]) == (2, True)
        return
    assert (lines["scan"]["verdict"], lines["scan_suffix"]["verdict"]) == ("good", "good")
    median, longest = map(int, re.findall(r"(\d+) ms", lines["scan_pace"]["detail"]))
    assert delay <= median < max(delay, took) + 25, "what other programs add on a busy machine left out"
    if delay > 50:
        assert (code, lines["scan_pace"]["verdict"]) == (2, "bad")
        assert "delay between characters to 0" in lines["scan_pace"]["todo"]["en"]
        # Where the machine paused between keys as if a person typed, no gap would help, and none is named.
        assert longest > 2 * delay or "gap_ms" in lines["scan_pace"]["todo"]["en"]
