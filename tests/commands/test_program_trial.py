"""A real terminal with a real keeper from installed versions: replaced when nobody is served, tried on a copy of the ledger,
confirmed; and versions that die, or hang, are left again. Times are shorter than on a machine; nothing else is another."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commands.demo.remote_control import RemoteControl
from commands.program_worker import machine_kind, work
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.migrations import NewerLedger
from offline_cache.program import engine, judging
from offline_cache.program.disk import Checked, CheckEnd, Machine
from offline_cache.program.places import ROOT, Places
from offline_cache.program.record import Fault, read_record
from tests import campaign
from tests.offline_cache.published_catalogue import PublishedCatalogue
from tests.packaging.bare_machine import make_package
from tests.program_archives import FILES, archive

FIRST, NEW = "0.1.0", "0.2.0"
EIGHTH = '''    # 8
    """
    CREATE TABLE one_more (name TEXT PRIMARY KEY) WITHOUT ROWID;
    """,
)


class NewerLedger'''
TIMES = {
    "OPEN_TRIAL": 3.0,
    "CLOSED_TRIAL": 1.5,
    "SETTLED": 0.5,
    "SILENCE": 6.0,
    "START_LIMIT": 40.0,
    "DEVICE_GRACE": 1.0,
    "MOST_ENDS": 0,
}
SERVICE_PATIENCE = 8.0  # seconds, of the service manager that this test is


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as the package lays it down, without its libraries."""
    out = tmp_path_factory.mktemp("program")
    make_package(out, "archive", LIBRARIES="no", ARCHIVE_LEVEL="0", PACKAGE_VERSION=FIRST)
    subprocess.run(["tar", "-xf", next(out.glob("*.tar.xz")), "-C", out], check=True)
    next(out.glob("*.tar.xz")).unlink()
    return out


class Running:
    """A machine: its folders, its service manager, its updater."""

    def __init__(self, folder: Path, program: Path, terminal: Path) -> None:
        self.places = Places(folder, folder / "var/lib/terminal")
        shutil.copytree(terminal, self.places.home)
        (self.places.home / "terminal.toml").unlink()
        self.places.runtime.mkdir(parents=True)
        self.places.state.mkdir(parents=True)
        shutil.copytree(program, self.places.versions / FIRST)
        for link in ("current", "confirmed"):
            (self.places.programs / link).symlink_to(f"versions/{FIRST}")
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(str(folder / "notify"))
        self.manager.settimeout(0.2)
        environment = {
            ROOT: str(folder),
            "RUNTIME_DIRECTORY": str(self.places.runtime),
            "NOTIFY_SOCKET": str(folder / "notify"),
            "WATCHDOG_USEC": "1200000",
        }
        keeper = (str(self.places.programs / "current/commands/keeper"),)
        self.player = RemoteControl(self.places.home, ["--size", "540x960"], folder / "log", environment, keeper)
        self._ends = threading.Event()
        self._watching = threading.Thread(target=self._watch)

    def __enter__(self) -> Running:
        self.player.start()
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._watching.join()
        self.player.stop()
        self.manager.close()

    def _watch(self) -> None:
        """As the service manager: a life without a sign is ended."""
        heard, child = time.monotonic(), 0
        while not self._ends.is_set():
            try:
                self.manager.recv(100)
                heard = time.monotonic()
            except TimeoutError:
                before, child = child, self._child()
                if child != before:
                    heard = time.monotonic()
                elif child and time.monotonic() - heard > SERVICE_PATIENCE:
                    os.kill(child, signal.SIGKILL)

    def _child(self) -> int:
        listed = Path(f"/proc/{self.player.keeper_id}/task/{self.player.keeper_id}/children").read_text().split()
        return int(listed[0]) if listed else 0

    def publish(self, data: bytes, published: PublishedCatalogue) -> None:
        """And it is fetched."""
        published.name_programmers()
        published.publish_program(data, now=int(time.time()))
        published.pin(self.places.trust)
        shutil.copytree(published.stick, self.places.fetched / "mirror")
        (self.places.fetched / "ready.json").write_text('{"repository": "offline", "terminal": "T1"}')

    @property
    def machine(self) -> Machine:
        def check(version: str) -> Checked:
            """As the unit does."""
            command = [sys.executable, str(self.places.versions / version / "main.py"), "program", "preflight"]
            done = subprocess.run(
                [*command, "--home", str(self.places.home)], capture_output=True, text=True, check=False,
                env={**os.environ, ROOT: str(self.places.root), "QT_QPA_PLATFORM": "offscreen"},
            )  # fmt: skip
            if done.returncode:
                return Checked(CheckEnd.FAILED, done.stderr[-300:])
            told = json.loads((self.places.fetched / "check.json").read_text())
            assert told["version"] == version
            return Checked(CheckEnd.PASSED, ledger_schema=told["ledger_schema"])

        return Machine(check, lambda: None, lambda: True, lambda: False, lambda: "boot", machine_kind())

    def updates(self, seen: Callable[[], object] = lambda: None) -> None:
        """Until there is nothing to do; ``seen`` is called between two looks."""
        end = time.monotonic() + 90

        def pause() -> None:
            seen()
            assert time.monotonic() < end, (read_record(self.places.record_file).waits, self.player.page)
            time.sleep(0.05)  # of the updater's own, between two looks

        assert work(self.places, self.machine, pause) == 0

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(self.places.version_at(link) for link in ("current", "confirmed", "previous"))

    def schema(self) -> int:
        with sqlite3.connect(f"file:{self.places.home / 'ledger.db'}?mode=ro", uri=True) as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
        database.close()
        return int(version)

    def runs(self, version: str) -> bool:
        told = self.places.runtime / "signs.json"
        return told.exists() and json.loads(told.read_text())["version"] == version


@pytest.fixture
def running(tmp_path: Path, program: Path, prepared_district: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    for name, value in TIMES.items():
        for module in (judging, engine):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, value)
    with Running(tmp_path, program, prepared_district / "terminal") as made:
        made.player.wait("IdlePage")
        yield made


@pytest.fixture
def published(tmp_path_factory: pytest.TempPathFactory) -> PublishedCatalogue:
    folder = tmp_path_factory.mktemp("published")
    return PublishedCatalogue(folder, folder / "keys", now=int(time.time()))


def version_of(program: Path, **changed: tuple[str, str]) -> bytes:
    """An archive of the program, with this changed in it; ``file``: its name with __ for / (old text, new text)."""
    files: dict[str, bytes | str | None] = {}
    for path in sorted(program.rglob("*")):
        name = str(path.relative_to(program))
        if name != "program.json":
            files[name] = path.read_bytes() if path.is_file() else None
    for name, (old, new) in changed.items():
        file = f"{name.replace('__', '/')}.py"
        text = files[file]
        assert isinstance(text, bytes)
        assert old.encode() in text
        files[file] = text.replace(old.encode(), new.encode())
    return archive(NEW, files, schema=8 if changed else 7)


def test_a_version_with_a_migration_is_tried_on_a_copy(running: Running, program: Path, published: PublishedCatalogue) -> None:
    ledger = SqliteLedger(running.places.home / "ledger.db", "T1")
    ledger.audit([("technician.called", {})], 1)
    ledger.close()
    running.publish(version_of(program, offline_cache__ledger__migrations=(")\n\n\nclass NewerLedger", EIGHTH)), published)
    tried: list[str] = []

    def look() -> None:
        if running.runs(NEW) and not tried and running.player.page == "IdlePage" and not running.player.view["open"]:
            tried.append(running.player.view["cannot"][0])
            assert running.schema() == 7, "the ledger itself is left alone"
            assert running.player.view["staff"] == ""
            running.player.touch("start")
            running.player.touch("start")
            assert running.player.page == "IdlePage", "nobody is served"

    running.updates(look)
    assert tried
    assert "更新" in tried[0]
    assert running.links == (NEW, NEW, FIRST)
    running.player.wait_for(lambda player: player.page == "IdlePage" and player.view["open"] and running.schema() == 8)
    copy = running.places.home / "ledger-before-8.db"
    with sqlite3.connect(copy) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (7,)
    database.close()
    assert not (running.places.home / "trial").exists()
    with pytest.raises(NewerLedger, match="schema 8"):
        SqliteLedger(running.places.home / "ledger.db", "T1")


@pytest.mark.parametrize(
    ("main", "fault"),
    [
        (b"import sys\nif 'preflight' in sys.argv: sys.exit(3)\n", Fault.PREFLIGHT),
        pytest.param(b"import sys\nif 'preflight' not in sys.argv: sys.exit(1)\n%s", Fault.ENDS, marks=campaign.LONG_RUN),
        pytest.param(
            b"import sys, time\nif 'preflight' not in sys.argv: time.sleep(1000)\n%s", Fault.ENDS, marks=campaign.LONG_RUN
        ),
    ],
    ids=["does-not-start", "dies-at-once", "hangs"],
)
def test_a_bad_version_is_left_and_the_terminal_serves(
    running: Running, published: PublishedCatalogue, main: bytes, fault: Fault
) -> None:
    told = b"import json, pathlib\nroot = pathlib.Path(sys.argv[-1]) / 'program'\n" + (
        b"(root / 'check.json').write_text(json.dumps({'version': '0.2.0', 'ledger_schema': 7}))\n"
    )
    keeper = (Path(__file__).parents[2] / "commands/keeper").read_bytes()
    running.publish(archive(NEW, {**FILES, "main.py": main.replace(b"%s", told), "commands/keeper": keeper}), published)
    running.updates()
    assert running.links == (FIRST, FIRST, "")
    (returned,) = read_record(running.places.record_file).returned
    assert returned.fault is fault
    running.player.wait_for(lambda player: running.runs(FIRST) and player.page == "IdlePage")
    assert running.schema() == 7
