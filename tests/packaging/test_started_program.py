"""Versions of the program under the real systemd of an installed terminal: brought from a real platform and from a stick, tried by
the package's units, kept or returned from, with their own units. Minutes; in the long run alone.

A trial is shorter than on a terminal; nothing else is another."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from commands.demo.model_district import ROOT, ModelDistrict
from kiosk import VERSION
from offline_cache.ledger.migrations import MIGRATIONS
from tests.campaign import LONG_RUN
from tests.packaging.another_version import another_version
from tests.packaging.bare_machine import Machine
from tests.packaging.contained_machine import ContainedMachine
from tests.program_archives import archive, with_units

pytestmark = [LONG_RUN, pytest.mark.skipif(os.geteuid() != 0, reason="a root folder wants root")]
UNIT, FETCH = "community-terminal.service", "community-terminal-fetch.service"
GOOD, DIES, STUCK = "0.2.0", "0.3.0", "0.4.0"
JUDGING = "offline_cache/program/judging.py"
WANTS = """from pathlib import Path
from commands.life_signs import OwnVersion
from commands.terminal_folder import TerminalFolder
OwnVersion(TerminalFolder(Path("/var/lib/terminal"))).want_newest()
"""


def timed(text: str) -> str:
    return text.replace("OPEN_TRIAL = 600.0", "OPEN_TRIAL = 45.0")


def described(text: str) -> str:
    return text.replace("Description=Self-service terminal", f"Description=Self-service terminal {GOOD}")


# What passes its own check, and ends as soon as it is to serve; small, for it needs no library.
MAIN = b"""import json, pathlib, sys
if "preflight" not in sys.argv: sys.exit(1)
told = pathlib.Path(sys.argv[-1]) / "program/check.json"
told.write_text(json.dumps({"version": pathlib.Path(__file__).parent.name, "ledger_schema": %d}))
"""


def bad_version(version: str, keeper: str) -> bytes:
    """``keeper``: what its unit starts."""
    unit = (ROOT / f"packaging/root/usr/lib/systemd/system/{UNIT}").read_text().replace("commands/keeper", keeper)
    own = (ROOT / "commands/keeper").read_bytes()
    content = {**with_units(unit), "main.py": MAIN % len(MIGRATIONS), "commands/keeper": own}
    return archive(version, content, schema=len(MIGRATIONS), minimum=VERSION)


class Fleet:
    """A platform on this machine, and one terminal of it whose systemd is started."""

    def __init__(self, folder: Path, installed: Machine, district: Path) -> None:
        self.folder, self._laid = folder, installed.path(f"/opt/community-terminal/versions/{VERSION}")
        shutil.copytree(district, folder / "district")
        self.district = ModelDistrict(folder / "district")
        self.command("rotate_key", "programs")
        self.machine = ContainedMachine(installed.root, folder / "machine")

    def start(self) -> None:
        port = self.district.start_platform()["port"]
        before, laid = self.machine.before, f"/opt/community-terminal/versions/{VERSION}"
        home = before.path("/var/lib/terminal")
        shutil.rmtree(home)
        shutil.copytree(self.district.folder / "terminal", home)
        (home / "terminal.toml").unlink()
        told = json.loads((home / "enrolment.json").read_text())
        (home / "enrolment.json").write_text(json.dumps({**told, "url": f"http://127.0.0.1:{port}"}))
        assert before.run("chown", "-R", "terminal:terminal", "/var/lib/terminal").returncode == 0
        judging = before.path(f"{laid}/{JUDGING}")
        judging.write_text(timed(judging.read_text()))
        for compiled in (judging.parent / "__pycache__").glob("judging.*"):
            compiled.unlink()
        screen = before.path(f"/etc/systemd/system/{UNIT}.d/screen.conf")
        screen.parent.mkdir(parents=True)
        screen.write_text("[Service]\nEnvironmentFile=\nEnvironment=QT_QPA_PLATFORM=offscreen\n")
        self.machine.start()
        assert self.machine.ask(f"systemctl start {UNIT} && systemctl is-active {UNIT}") == "active"
        self.machine.ask("systemctl stop community-terminal-fetch.timer")  # its hour may come in the middle

    def stop(self) -> None:
        self.machine.throw_away()
        self.district.stop_platform()

    def command(self, *words: str) -> str:
        """Of the platform's."""
        done = subprocess.run(
            [sys.executable, "-m", "central_platform", *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
            env={**os.environ, "PLATFORM_HOME": str(self.district.folder / "platform")},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def publish_good(self) -> None:
        """One that is as what is installed, with another unit."""
        changed = {JUDGING: timed, f"units/{UNIT}": described}
        made = another_version(self._laid, self.folder, GOOD, changed)
        self.command("publish_program", str(made))
        made.unlink()

    def publish_bad(self, version: str, keeper: str) -> None:
        made = self.folder / version
        made.write_bytes(bad_version(version, keeper))
        self.command("publish_program", str(made))

    def links(self) -> list[str]:
        told = self.machine.ask(
            "cd /opt/community-terminal; for link in current confirmed previous; do readlink $link || echo -; done"
        )
        return [Path(line).name for line in told.split("\n")]

    def status(self) -> dict[str, object]:
        told: dict[str, object] = json.loads(self.machine.ask("community-terminal program status --json"))
        return told

    def until_status(self, good: Callable[[dict[str, object]], bool]) -> dict[str, object]:
        """What `program status` tells, once that is good; the terminal serves then."""
        self.machine.until("community-terminal program status --json", lambda told: told.startswith("{") and good(json.loads(told)))
        self.machine.until(f"systemctl is-active {UNIT}", lambda told: told == "active")
        return self.status()

    def runs(self) -> str:
        """The version that the terminal's process is of."""
        told = self.machine.ask(f"ps -o args= --ppid $(systemctl show -P MainPID {UNIT})")
        return told.partition("/versions/")[2].partition("/")[0]

    def description(self) -> str:
        return self.machine.ask(f"systemctl show -P Description {UNIT}")

    def heartbeat(self) -> tuple[str, str]:
        """What the platform was told of the terminal's program last."""
        with closing(sqlite3.connect(f"file:{self.district.folder / 'platform/platform.sqlite3'}?mode=ro", uri=True)) as tables:
            devices, details = tables.execute("SELECT devices, details FROM terminals_lastheartbeat").fetchone()
        return json.loads(devices).get("program", ""), json.loads(details).get("program", "")


@pytest.fixture(scope="module")
def fleet(installed: Machine, prepared_district: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    made = Fleet(tmp_path_factory.mktemp("fleet"), installed, prepared_district)
    try:
        made.start()
        yield made
        print(made.machine.ask("journalctl -u 'community-terminal*' -o short-monotonic --no-pager | tail -n 60"))
    finally:
        made.stop()


def test_a_version_is_fetched_at_once_when_asked_for_tried_and_kept(fleet: Fleet) -> None:
    fleet.publish_good()
    machine = fleet.machine
    assert machine.ask("systemctl is-active community-terminal-fetch.path community-terminal-program.path") == "active\nactive"
    before = machine.ask(f"systemctl show -P InvocationID {FETCH}")
    as_terminal = "setpriv --reuid=terminal --regid=terminal --init-groups .venv/bin/python -c"
    wants = WANTS.replace("\n", "; ").replace('"', '\\"').strip("; ")
    assert machine.ask(f'cd /opt/community-terminal/current && {as_terminal} "{wants}"') == ""
    machine.until(f"systemctl show -P InvocationID {FETCH}", lambda told: told != before)
    keeper = machine.ask(f"systemctl show -P MainPID {UNIT}")
    fleet.until_status(lambda told: told["trial"] is not None and told["running"] == GOOD)
    assert fleet.links() == [GOOD, VERSION, "-"]
    machine.until("cat /run/terminal/signs.json", lambda told: f'"version":"{GOOD}"' in told)
    assert fleet.runs() == GOOD
    assert machine.ask(f"systemctl show -P MainPID {UNIT}") != keeper, "by its own unit, so by its own keeper"
    assert fleet.description() == f"Self-service terminal {GOOD}"
    assert machine.ask(f"systemctl show -P FragmentPath {UNIT}") == f"/run/systemd/generator/{UNIT}"
    fleet.until_status(lambda told: told["confirmed"] == GOOD and told["trial"] is None)
    assert fleet.links() == [GOOD, GOOD, VERSION]
    assert fleet.status()["exit_code"] == 0
    assert machine.ask("systemctl list-units --failed --no-legend --plain 'community-terminal*'") == ""


def test_one_from_a_stick_that_ends_at_once_is_returned_from(fleet: Fleet) -> None:
    fleet.publish_bad(DIES, "commands/keeper")
    stick = fleet.machine.root / "media/stick"
    fleet.command("export_catalogue", str(stick))
    machine = fleet.machine
    told = json.loads(machine.ask("community-terminal program import /media/stick --json"))
    assert (told["newest"], told["handed_over"]) == (DIES, True)
    status = fleet.until_status(lambda told: bool(told["returned"]) and told["trial"] is None)
    assert status["returned"]["why"] == "ends", status  # type: ignore[index]
    assert fleet.links() == [GOOD, GOOD, VERSION]
    machine.until("cat /run/terminal/signs.json", lambda told: f'"version":"{GOOD}"' in told)
    machine.ask("systemctl start community-terminal-program.service")  # as its timer does within a quarter of an hour
    machine.until(f"ls /opt/community-terminal/versions; ls /run/systemd/generator/{UNIT}", lambda told: DIES not in told)
    assert fleet.description() == f"Self-service terminal {GOOD}"


def test_one_whose_unit_cannot_start_is_returned_from_and_told(fleet: Fleet) -> None:
    fleet.publish_bad(STUCK, "commands/nothing")
    machine = fleet.machine
    assert json.loads(machine.ask("community-terminal program update --json"))["handed_over"]
    machine.until(f"systemctl show -P ExecStart {UNIT}", lambda told: "commands/nothing" in told)
    status = fleet.until_status(lambda told: bool(told["returned"]) and told["trial"] is None)
    assert status["returned"]["version"] == STUCK, status  # type: ignore[index]
    assert status["returned"]["why"] == "not-ready"  # type: ignore[index]
    assert fleet.links() == [GOOD, GOOD, VERSION]
    assert "commands/keeper" in machine.ask(f"systemctl show -P ExecStart {UNIT}")
    assert machine.ask("systemctl list-units --failed --no-legend --plain 'community-terminal*'") == ""
    machine.until("cat /run/terminal/signs.json", lambda told: f'"version":"{GOOD}"' in told)
    machine.until("true", lambda _: fleet.heartbeat()[0] == "attention:returned")
    assert fleet.heartbeat()[1].startswith(f"{STUCK} 已退回：没有启动起来")


def test_after_a_start_of_the_machine_units_and_program_are_of_one_version(fleet: Fleet) -> None:
    machine = fleet.machine
    machine.kill()
    machine.start()
    machine.until(f"systemctl is-active {UNIT}", lambda told: told == "active")
    assert (fleet.runs(), fleet.description()) == (GOOD, f"Self-service terminal {GOOD}")
    assert machine.ask("community-terminal program return") == f"{VERSION} runs as the next process"
    machine.until(f"systemctl show -P Description {UNIT}", lambda told: told == "Self-service terminal")
    machine.until("cat /run/terminal/signs.json", lambda told: f'"version":"{VERSION}"' in told)
    assert fleet.runs() == VERSION
    assert machine.ask(f"systemctl show -P FragmentPath {UNIT}").endswith(f"/lib/systemd/system/{UNIT}")
