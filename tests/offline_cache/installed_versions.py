"""A machine's folders with one version from the package, an enrolled terminal, and its updater; tests say what becomes of the
terminal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from commands.program_worker import work
from kiosk.messages.programs import MachineKind
from kiosk.ports.catalogue_updates import Refusal
from offline_cache.catalogue.sources import FolderSource, HttpSource
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.program.disk import Checked, CheckEnd, Disk, Machine
from offline_cache.program.engine import Seen
from offline_cache.program.fetch import Fetching, Looked, NotFetched, is_newer
from offline_cache.program.judging import OPEN_TRIAL
from offline_cache.program.places import ROOT, Places
from offline_cache.program.record import Record, read_record
from offline_cache.program.units import NAMES
from tests.offline_cache.published_catalogue import NOW, PublishedCatalogue
from tests.program_archives import FILES

FIRST = "0.1.0"
UNIT = "the package's"
KIND = MachineKind("amd64")
GENERATOR = Path(__file__).parents[2] / "packaging/root/usr/lib/systemd/system-generators/community-terminal"
DEVICES = {"id_card_reader": "ready", "receipt_printer": "attention:paper-low"}


class Waiting(Exception):
    """The updater waits for something."""


class Installed:
    """``root``: of a machine that is made in this empty folder."""

    def __init__(self, root: Path, published: PublishedCatalogue, schema: int = 7) -> None:
        self.places = Places(root, root / "var/lib/terminal")
        self.places.versions.mkdir(parents=True)
        self.places.home.mkdir(parents=True)
        self.places.runtime.mkdir(parents=True)
        published.pin(self.places.home / "catalogue")
        SqliteLedger(self.places.home / "ledger.db", "T1").close()
        for name in NAMES:
            unit = root / "usr/lib/systemd/system" / name
            unit.parent.mkdir(parents=True, exist_ok=True)
            unit.write_text(UNIT)
        self.lay(FIRST, schema)
        for link in ("current", "confirmed"):
            (self.places.programs / link).symlink_to(f"versions/{FIRST}")
        self._begin()
        self.serves(FIRST, began=10.0)

    def _begin(self) -> None:
        self.now, self.wall, self.boot = 100.0, NOW, "first"
        self.checked = Checked(CheckEnd.PASSED, ledger_schema=7)
        self.asked: list[str] = []  # versions that checked themselves
        self.started = self.reloaded = 0
        self.fails = False

    @classmethod
    def found(cls, root: Path) -> Installed:
        """As the disk has it, after a power cut."""
        made = cls.__new__(cls)
        made.places = Places(root, root / "var/lib/terminal")
        made._begin()
        made.now, made.boot = 20.0, "another"
        return made

    def lay(self, version: str, schema: int = 7) -> None:
        """As the package does: from no archive."""
        folder = self.places.versions / version
        for name, content in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            elif isinstance(content, str):
                path.symlink_to(content)
        about = {"format": 1, "version": version, "schema": schema, "architecture": "amd64", "size": 1, "files": 1}
        (folder / "program.json").write_text(json.dumps(about))

    def fetch(self, source: str | Path, terminal: str = "T1", only_looks: bool = False) -> Looked | NotFetched:
        """As the terminal's user."""
        given = HttpSource(source) if isinstance(source, str) else FolderSource(source)
        fetching = Fetching(given, self.places.home / "catalogue", self.places.fetched, terminal, KIND, self.wall)
        running = self.places.version_at("current")
        return fetching.run(None if only_looks else lambda one: is_newer(one, running))

    def fetched(self, source: str | Path, terminal: str = "T1") -> str:
        """The version that is handed over."""
        outcome = self.fetch(source, terminal)
        assert isinstance(outcome, Looked), (outcome.reason, outcome.detail)
        assert outcome.handed_over
        assert outcome.program is not None
        return outcome.program.version

    def refused(self, source: str | Path) -> Refusal:
        outcome = self.fetch(source)
        assert isinstance(outcome, NotFetched), outcome
        return outcome.reason

    @property
    def machine(self) -> Machine:
        def check(version: str) -> Checked:
            self.asked.append(version)
            assert (self.places.versions / version / "main.py").exists()
            return self.checked

        def start() -> None:
            self.started += 1

        return Machine(check, start, self.reload, lambda: self.fails, lambda: self.boot, KIND, lambda: self.now, lambda: self.wall)

    def reload(self) -> bool:
        """As the service manager, which does it when it starts, too: by the package's generator, into a folder that was emptied."""
        self.reloaded += 1
        generated = self.places.root / "run/systemd/generator"
        shutil.rmtree(generated, ignore_errors=True)
        generated.mkdir(parents=True)
        folders = [str(generated)] * 3
        return (
            subprocess.run(
                [GENERATOR, *folders], env={"PATH": os.environ["PATH"], ROOT: str(self.places.root)}, check=False
            ).returncode
            == 0
        )

    @property
    def unit(self) -> str:
        """What the service manager runs the terminal by."""
        for folder in ("run/systemd/generator", "usr/lib/systemd/system"):
            if (file := self.places.root / folder / NAMES[0]).exists():
                return file.read_text()
        return ""

    def work(self) -> bool:
        """Until it waits, or has nothing to do. Returns whether it waits."""

        def pause() -> None:
            raise Waiting

        try:
            assert work(self.places, self.machine, pause) == 0
        except Waiting:
            return True
        return False

    @property
    def record(self) -> Record:
        return read_record(self.places.record_file)

    @property
    def seen(self) -> Seen:
        return Disk(self.places, self.machine).see()

    @property
    def links(self) -> tuple[str, str, str]:
        names = [self.places.version_at(link) for link in ("current", "confirmed", "previous")]
        return names[0], names[1], names[2]

    @property
    def versions(self) -> set[str]:
        return {path.name for path in self.places.versions.iterdir()}

    def serves(self, version: str, began: float, started: str = "session", **signs: Any) -> None:
        """A life of the terminal, with signs of life until now."""
        with (self.places.runtime / "lives").open("a") as file:
            file.write(f"{began:.2f} {started} {self.places.versions / version}\n")
        trial = self.record.trial
        closed = bool(trial and trial.version == version and trial.closed)
        told = {"version": version, "ready_at": began + 1, "at": self.now, "ledger": True, "devices": DEVICES, "closed": closed}
        (self.places.runtime / "signs.json").write_text(json.dumps({**told, **signs}))

    def on_trial(self, source: str | Path) -> str:
        """Fetched and turned to, and the terminal runs it."""
        version = self.fetched(source)
        assert self.work(), self.record
        assert self.links[0] == version
        self.now += 10
        self.serves(version, began=self.now)
        return version

    def time_passes(self, seconds: float = OPEN_TRIAL + 1, **signs: Any) -> None:
        """Of the life that runs."""
        self.now += seconds
        told = json.loads((self.places.runtime / "signs.json").read_text())
        (self.places.runtime / "signs.json").write_text(json.dumps({**told, "at": self.now, **signs}))

    def starts(self) -> None:
        """Whatever was cut off, a keeper could begin a life now."""
        program = (self.places.programs / "current").resolve(strict=True)
        assert (program / "main.py").is_file()
        assert (program / "commands/keeper").is_file()
        assert (program / "build").exists() or program.name == FIRST

    def power_cut(self) -> None:
        self.reload()
        shutil.rmtree(self.places.runtime)
        self.places.runtime.mkdir()
        self.now, self.boot = 20.0, f"{self.boot}+"
