"""Root's part of another version: judges what was fetched, lays it beside the running one, turns the link, watches the trial, and
confirms it or turns back. Ends when there is nothing to do; a power cut anywhere is gone on from at the next start of the machine.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.messages.programs import MachineKind
from offline_cache.catalogue.folder import alone
from offline_cache.program.disk import Checked, CheckEnd, Disk, Machine
from offline_cache.program.engine import Wait, next_action
from offline_cache.program.fetch import READY
from offline_cache.program.found import mark_of
from offline_cache.program.places import Places

PAUSE = 5.0  # seconds between two looks while something is waited for
LATER = 75  # exit code of a check that the machine could not carry out (sysexits.h, EX_TEMPFAIL)
CHECK_FILE = "check.json"  # what a version found out about the ledger, in `Places.fetched`
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_PYTHON = re.compile(r"python3\.\d+")
_TERMINAL, _CHECK = "community-terminal.service", "community-terminal-check@{}.service"
_CHECK_LIMIT = 1000.0  # seconds; its unit ends by itself before that
_ITS_OWN = ("exit-code", "signal", "core-dump", "timeout", "watchdog")  # results of a unit (systemd.exec(5)) that are its program's


def work(places: Places, machine: Machine, pause: Callable[[], None] = lambda: time.sleep(PAUSE)) -> int:
    """Until there is nothing to do.

    Args:
        places: of this machine.
        machine: what is asked of it beside its files.
        pause: called where something is waited for.

    Returns:
        The exit code: 0; 1 where another one is at it.

    Raises:
        OSError: the disk is full, or worse; nothing is half done.
    """
    before = os.umask(0o022)  # what root lays down, the terminal's user reads
    try:
        places.state.mkdir(parents=True, exist_ok=True)
        with alone(places.state) as lock:
            return 1 if lock is None else _work(places, machine, pause)
    finally:
        os.umask(before)


def _work(places: Places, machine: Machine, pause: Callable[[], None]) -> int:
    disk, own = Disk(places, machine), places.version_at("confirmed")
    looked_at: str | None = None
    while True:
        if (ready := mark_of(places.fetched / READY)) != looked_at:
            disk.look_at_offer()
            looked_at = ready
        disk.leave_as_wished()
        if places.version_at("confirmed") != own and disk.record().trial is None:
            return 0  # from here on it is the confirmed one's: this one's files may go
        action = next_action(disk.see())
        if disk.do(action):
            continue
        if not isinstance(action, Wait):
            return 0
        pause()


def this_machine(places: Places) -> Machine:
    """With the units of the package."""

    def check(version: str) -> Checked:
        unit = _CHECK.format(version)
        if _systemctl("start", unit) == 0:
            return Checked(CheckEnd.PASSED, ledger_schema=_told_schema(places, version))
        result, code = _told(unit, "Result"), _told(unit, "ExecMainStatus")
        failed = result in _ITS_OWN and (result, code) != ("exit-code", str(LATER))
        detail = f"its check ended with {result or 'nothing'} {code}; journalctl -u {unit} says more"
        return Checked(CheckEnd.FAILED if failed else CheckEnd.LATER, detail)

    def boot() -> str:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()

    return Machine(check, _start, _reload, _fails, boot, machine_kind())


def machine_kind(binaries: Path = Path("/usr/bin")) -> MachineKind:
    """What an archive has to be made for to run here.

    Args:
        binaries: where the machine's own Python is.
    """
    own = sorted(file.name.removeprefix("python") for file in binaries.glob("python3.[0-9]*") if _PYTHON.fullmatch(file.name))
    return MachineKind(_ARCHITECTURES.get(platform.machine(), platform.machine()), tuple(own))


def _start() -> None:
    """Of a terminal that has ended for good; nothing where it runs."""
    _systemctl("--no-block", "start", _TERMINAL)


def _reload() -> bool:
    return _systemctl("daemon-reload") == 0


def _fails() -> bool:
    """Where somebody has stopped it, it is inactive."""
    return _told(_TERMINAL, "LoadState") not in ("loaded", "") or _told(_TERMINAL, "ActiveState") in ("failed", "activating")


def _systemctl(*words: str) -> int:
    try:
        return subprocess.run(["systemctl", *words], check=False, timeout=_CHECK_LIMIT, stdin=subprocess.DEVNULL).returncode
    except (OSError, subprocess.TimeoutExpired):
        return 1  # no service manager, or one that does not answer


def _told(unit: str, what: str) -> str:
    try:
        asked = ["systemctl", "show", "-P", what, unit]
        return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _told_schema(places: Places, version: str) -> int:
    """What the check found of the ledger; 0, which makes the trial a careful one, where it says nothing that can be read."""
    from kiosk.removable import open_plain

    try:
        with os.fdopen(open_plain(places.fetched, CHECK_FILE), "rb") as file:
            told = json.loads(file.read(4096))
        return int(told["ledger_schema"]) if told["version"] == version else 0
    except (OSError, ValueError, LookupError, TypeError):
        return 0
