"""What the doctor says of the machine, on a file system of the test's own."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.system_checks import display_line, serving_line, system_lines
from kiosk.domain.text import LocalizedText
from kiosk.technician.readiness import Line, Verdict, bad

X11 = {"DISPLAY": ":0"}
WORDS = LocalizedText("一", "one")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc" / "swaps").write_text("Filename\tType\tSize\tUsed\tPriority\n")
    return tmp_path


@pytest.fixture
def listening(root: Path) -> Iterator[Any]:
    held = []

    def listen(place: str) -> None:
        file = root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        server = socket.socket(socket.AF_UNIX)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            server.bind(f"/proc/self/fd/{folder}/{file.name}")  # a name of more than 107 bytes is none
        finally:
            os.close(folder)
        server.listen()
        held.append(server)

    yield listen
    for server in held:
        server.close()


def verdicts(root: Path, devices: Any = None, environment: Any = None) -> dict[str, Verdict]:
    return {line.key: line.verdict for line in system_lines(devices or {}, environment or X11, root)}


def test_nothing_is_asked_of_what_is_not_configured(root: Path) -> None:
    assert verdicts(root) == {"display": Verdict.GOOD, "swap": Verdict.GOOD}
    assert "cups" not in verdicts(root, {"page_printer": {"driver": "pdf_folder"}})


def test_a_service_that_does_not_run_is_named(root: Path, listening: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    devices = {"smart_card_reader": {"driver": "pcsc"}, "page_printer": {"driver": "cups", "queue": "a4"}}
    monkeypatch.chdir(root)
    found = verdicts(Path(), devices)
    assert (found["pcscd"], found["cups"]) == (Verdict.BAD, Verdict.BAD)
    listening("run/cups/cups.sock")
    found = verdicts(Path(), devices)
    assert (found["pcscd"], found["cups"]) == (Verdict.BAD, Verdict.GOOD)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may use every device")
def test_a_serial_port_that_is_another_groups_is_named(root: Path) -> None:
    assert verdicts(root, {"code_scanner": {"address": "/dev/mem"}})["rights_code_scanner"] is Verdict.BAD


def test_a_device_that_is_not_there_has_its_own_line(root: Path) -> None:
    assert "rights_code_scanner" not in verdicts(root, {"code_scanner": {"address": "/dev/none"}, "odd": 3})


@pytest.mark.parametrize(
    ("environment", "card", "verdict"),
    [
        ({"DISPLAY": ":0"}, False, Verdict.GOOD),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, Verdict.BAD),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":1"}, True, Verdict.GOOD),
        ({"QT_QPA_PLATFORM": "linuxfb:fb=/dev/fb0"}, True, Verdict.GOOD),
        ({"QT_QPA_PLATFORM": "linuxfb"}, False, Verdict.BAD),
        ({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}, True, Verdict.NOTICE),
        ({}, True, Verdict.GOOD),
        ({}, False, Verdict.NOTICE),
    ],
)
def test_what_is_drawn_on(root: Path, environment: dict[str, str], card: bool, verdict: Verdict) -> None:
    if card:
        (root / "dev" / "dri").mkdir(parents=True)
        (root / "dev" / "dri" / "card0").touch()
    line = display_line(environment, root)
    assert line.verdict is verdict
    assert (line.todo is None) is (verdict is Verdict.GOOD)


def test_memory_that_is_written_to_a_disk_is_a_notice(root: Path) -> None:
    swaps = root / "proc" / "swaps"
    swaps.write_text(swaps.read_text() + "/dev/zram0 partition 1 0 100\n")
    assert verdicts(root)["swap"] is Verdict.GOOD
    swaps.write_text(swaps.read_text() + "/swapfile file 1 0 -2\n")
    assert verdicts(root)["swap"] is Verdict.NOTICE


def test_whether_anybody_can_be_served() -> None:
    paper = bad("receipt_printer", WORDS, WORDS, "", WORDS)
    assert serving_line((paper,)).verdict is Verdict.GOOD, "residents can look things up, and apply"
    none = serving_line((paper, bad("catalogue", WORDS, WORDS, "", WORDS), Line("ledger", WORDS, Verdict.NOTICE, WORDS)))
    assert none.verdict is Verdict.BAD
    assert none.todo is not None
    assert "没有事项目录" in none.todo.zh
    assert "台账" not in none.todo.zh
