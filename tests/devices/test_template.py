"""A new device is a folder and a line: shown with the template, in a copy of the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATE = Path(__file__).parent / "template"
NEEDED = ("devices", "kiosk", "commands", "offline_cache", "screens/qml/Kiosk/pictures")

_HUB = """
import json, queue, sys, time
from devices.runtime.hub import open_device_hub
from devices.registry import type_of
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device
from pathlib import Path

lamp, events = Device("status_lamp"), queue.Queue()
with type_of(lamp).simulator.run(Path(sys.argv[1])) as simulated:
    hub = open_device_hub({"status_lamp": dict(simulated.table)}, events.put)
    hub.start()
    told = next(event for event in iter(lambda: events.get(timeout=10), None) if event.device is lamp)
    hub.stop()
    Path(sys.argv[1], "terminal.toml").write_text(
        "[status_lamp]\\n" + "".join(f"{key} = {json.dumps(value)}\\n" for key, value in simulated.table.items())
    )
    from commands.device_checks import device_lines
    from commands.terminal_folder import TerminalFolder
    (line,) = [line for line in device_lines(TerminalFolder(Path(sys.argv[1]))) if line.key == "status_lamp"]
print(json.dumps([told.status.kind.value, told.status.detail, line.verdict.value, line.name.zh, line.detail]))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = tmp_path_factory.mktemp("checkout")
    for name in NEEDED:
        shutil.copytree(ROOT / name, copied / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TEMPLATE, copied / "devices" / "status_lamp", ignore=shutil.ignore_patterns("__pycache__"))
    (copied / "tests" / "devices").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "devices" / "test_device_registry.py", copied / "tests" / "devices")
    for file, before, added in (
        ("kiosk/ports/devices.py", '    SPEAKER = "speaker"\n', '    STATUS_LAMP = "status_lamp"\n'),
        ("devices/registry.py", "    SPEAKER,\n", "    STATUS_LAMP,\n"),
        (
            "devices/registry.py",
            "from devices.speaker.device import SPEAKER\n",
            "from devices.status_lamp.device import STATUS_LAMP\n",
        ),
    ):
        text = (copied / file).read_text(encoding="utf-8")
        assert text.count(before) == 1
        (copied / file).write_text(text.replace(before, before + added), encoding="utf-8")
    return copied


def run(copied: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(copied), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=copied, env=environment, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_hub_and_the_doctor_know_it(copy: Path, tmp_path: Path) -> None:
    assert json.loads(run(copy, "-c", _HUB, str(tmp_path))) == ["ready", "lamp", "good", "状态灯", "lamp"]


def test_it_has_all_that_a_device_needs(copy: Path) -> None:
    told = run(
        copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/devices/test_device_registry.py", "-k", "status_lamp or once"
    )
    assert " passed" in told
    assert "skipped" not in told
