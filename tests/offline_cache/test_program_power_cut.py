"""The power is cut at every step of an update and of a return: the machine starts by itself, and comes to the same end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests import campaign
from tests.disk.watch import MEMORY, Watched, missing, power_cuts, write
from tests.offline_cache.installed_versions import FIRST, UNIT, Installed
from tests.offline_cache.program_work import play
from tests.offline_cache.published_catalogue import PublishedCatalogue
from tests.program_archives import FILES, archive, with_units

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
    pytest.mark.timeout(0 if campaign.SOAK else 180),
]
ROOT = Path(__file__).parents[2]
NEW = "0.2.0"
_LOOKED_AT, _TRIED_AGAIN = (1, 1) if campaign.SOAK else (3, 24)  # every so many cuts; and gone on with


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine to whose updater a version was handed over."""
    published = PublishedCatalogue(tmp_path_factory.mktemp("published"), tmp_path_factory.mktemp("keys"))
    published.small_files()
    published.name_programmers()
    published.publish_program(archive(NEW, with_units("the new one's")))
    machine = Installed(tmp_path_factory.mktemp("machine"), published)
    assert machine.fetched(published.stick) == NEW
    shutil.rmtree(machine.places.runtime)
    return machine.places.root


def working(root: Path, how: str, environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "tests.offline_cache.program_work", str(root), how]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


def sound(root: Path, good: bool, again: bool) -> tuple[str, str, str]:
    """The links as they are found; ``again``: and then it comes to its end."""
    machine = Installed.found(root)
    machine.starts()
    before = machine.links
    machine.reload()
    assert machine.unit == ("the new one's" if before[0] == NEW else UNIT), "units and program are of one version"
    for name in machine.versions:
        if name.count(".") == 2 and name != FIRST:
            folder = machine.places.versions / name
            assert {path.name for path in folder.iterdir()} >= {"build", "program.json", "main.py"}, "a version is whole"
            assert all((folder / name).read_bytes() == data for name, data in FILES.items() if isinstance(data, bytes))
    if again:
        machine.places.runtime.mkdir(parents=True, exist_ok=True)
        machine.serves(before[0], began=2.0, started="start")
        machine.time_passes(60)
        play(machine, good)
        machine.starts()
        after = (NEW, NEW, FIRST) if good else (FIRST, FIRST, "")
        assert machine.links == after, (before, machine.record.returned)
        assert machine.versions == ({FIRST, NEW} if good else {FIRST})
        assert machine.unit == ("the new one's" if good else UNIT)
        assert machine.record.trial is None
        assert not [path for path in machine.places.programs.iterdir() if path.name.endswith(".new")] or not good
    return before


@pytest.mark.parametrize("how", ["good", "bad"])
def test_the_power_is_cut_after_each_change(fetched: Path, tmp_path: Path, how: str) -> None:
    root, scratch = tmp_path / "root", tmp_path / "scratch"
    shutil.copytree(fetched, root, symlinks=True)
    scratch.mkdir()
    watched = Watched(root, scratch)
    assert working(root, how, watched.environment) == 0
    found: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        for number, (_, disk) in enumerate(power_cuts(watched, seed=1, times=3 if campaign.SOAK else 0)):
            if number % _LOOKED_AT:
                continue
            write({name: data for name, data in disk.items() if not name.startswith("run/")}, Path(folder, "found"))
            found.append(sound(Path(folder, "found"), how == "good", again=number % _TRIED_AGAIN == 0))
    assert len(found) > 20
    assert (FIRST, FIRST, "") in found
    assert (NEW, FIRST, "") in found
    assert Installed.found(root).links == ((NEW, NEW, FIRST) if how == "good" else (FIRST, FIRST, ""))


@campaign.LONG_RUN
@pytest.mark.parametrize("how", ["good", "bad"])
def test_killed_before_each_change(fetched: Path, tmp_path: Path, how: str) -> None:
    number = 1
    while True:
        root, scratch = tmp_path / f"root-{number}", tmp_path / f"scratch-{number}"
        shutil.copytree(fetched, root, symlinks=True)
        scratch.mkdir()
        watched = Watched(root, scratch, kill_at=number)
        working(root, how, watched.environment)
        if not watched.killed:
            break
        shutil.rmtree(root / "run", ignore_errors=True)
        sound(root, how == "good", again=True)
        number += 1
    assert number > 40
