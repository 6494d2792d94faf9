"""The terminal's folder: what a technician may get wrong in it."""

from __future__ import annotations

import multiprocessing
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commands.terminal_folder import TIMES, FolderTaken, TerminalFolder
from kiosk.configuration import line_of

ROOT = Path(__file__).parents[2]
FILE = """# a comment
[screen]
language = "fr"
width = -1   # pixels

[times]
quiet_limit = 45
warning = "soon"
naptime = 3

[receipt_printer]
driver = "escpos_network"
"width_mm" = 110
"""


@pytest.fixture
def home(tmp_path: Path) -> TerminalFolder:
    return TerminalFolder(tmp_path)


def test_without_a_file_everything_has_its_default(home: TerminalFolder) -> None:
    configuration = home.configuration()
    assert configuration.problems == ()
    assert configuration.devices == {}
    assert configuration.size is None


def test_every_mistake_is_named_with_its_line_and_the_rest_counts(home: TerminalFolder) -> None:
    home.configuration_file.write_text(FILE)
    configuration = home.configuration()
    at = str(home.configuration_file)
    assert configuration.problems == (
        f"{at}:8: [times] warning = 'soon': allowed is seconds from 1 to 3600",
        f"{at}:9: [times] naptime: no such key; there are {', '.join(TIMES)}",
        f'{at}:3: [screen] language = \'fr\': allowed is "zh" or "en"',
        f"{at}:4: [screen] width = -1: allowed is pixels, or 0 for the whole screen",
    )
    assert configuration.settings.quiet_limit == 45
    assert configuration.settings.language == "zh"
    assert configuration.devices == {"receipt_printer": {"driver": "escpos_network", "width_mm": 110}}
    assert home.place_of("receipt_printer", "width_mm") == f"{at}:13"
    assert home.place_of("receipt_printer", "address") == f"{at}:11"


def test_lines() -> None:
    assert line_of(FILE, "screen", "width") == 4
    assert line_of(FILE, "screen", "") == 2
    assert line_of(FILE, "toaster", "x") == 1
    assert line_of('["a"]\nx=1\n[b]\n x = 2', "b", "x") == 4


@pytest.mark.parametrize("text", ["[screen", "a = ", "\udcff"])
def test_a_file_that_is_no_toml_costs_its_devices_and_not_the_terminal(home: TerminalFolder, text: str) -> None:
    home.configuration_file.write_bytes(text.encode("utf-8", "surrogateescape"))
    configuration = home.configuration()
    assert len(configuration.problems) == 1
    assert str(home.configuration_file) in configuration.problems[0]
    assert configuration.devices == {}


def test_a_table_that_is_none(home: TerminalFolder) -> None:
    home.configuration_file.write_text("times = 3\n")
    assert home.configuration().problems == (f"{home.configuration_file}:1: times = 3: allowed is a table, [times]",)


def test_a_folder_that_cannot_be_used_is_told_once(home: TerminalFolder) -> None:
    (home.path / "a file").touch()
    command = [sys.executable, "main.py", "run", "--home", str(home.path / "a file" / "home")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 78
    (line,) = (line for line in done.stderr.splitlines() if not line.startswith("qt."))
    assert line == f"{home.path / 'a file' / 'home'}: cannot be written (Not a directory)"


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}


def test_what_is_in_a_home_is_for_its_owner_alone(home: TerminalFolder, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        for name in ("terminal.toml", "ledger.db", "ledger.db-wal", "another"):
            (tmp_path / name).write_text("")
        home.catalogue_folder.mkdir()
        tmp_path.chmod(0o755)
        home.secure()
        assert modes(tmp_path)["ledger.db"] == 0o666, "not a terminal's folder yet"
        home.write_enrolment({"url": "x"})
    finally:
        os.umask(before)
    found = modes(tmp_path)
    assert found.pop("another") == 0o666, "not ours"
    assert found.pop("catalogue") == found.pop(tmp_path.name) == 0o700
    assert set(found.values()) == {0o600}


def test_a_link_in_a_home_changes_nothing_elsewhere(home: TerminalFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("")
    elsewhere.chmod(0o644)
    (tmp_path / "ledger.db").symlink_to(elsewhere)
    home.write_enrolment({"url": "x"})
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


def _hold(path: Path, ready: Any) -> None:
    lock = TerminalFolder(path).lock()
    ready.send(os.getpid())
    ready.recv()
    lock.close()


def test_one_folder_has_one_terminal(home: TerminalFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = multiprocessing.Pipe()
    other = multiprocessing.get_context("spawn").Process(target=_hold, args=(tmp_path, theirs))
    other.start()
    pid = ours.recv()
    monkeypatch.setattr("commands.terminal_folder._LOCK_PATIENCE", 0.05)
    with pytest.raises(FolderTaken, match=f"process {pid}"):
        home.lock()
    other.kill()
    other.join()
    home.lock().close()
