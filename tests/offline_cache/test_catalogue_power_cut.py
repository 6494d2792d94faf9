"""The power is cut at every moment of an update: a whole catalogue is in use afterwards, and the next update succeeds."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ports.catalogue_updates import Refused
from offline_cache.catalogue.read import newest
from offline_cache.catalogue.trust import catalogue_age
from tests import campaign
from tests.disk.watch import MEMORY, Watched, missing, power_cuts, write
from tests.offline_cache.published_catalogue import V1, V2, PublishedCatalogue, Server, Terminal, many, serving

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
    pytest.mark.timeout(0 if campaign.SOAK else 180),
]
ROOT = Path(__file__).parents[2]
_TRIED_AGAIN = 1 if campaign.SOAK else 10  # every so many cuts the update is tried again, which starts a process


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PublishedCatalogue, Terminal, Server]]:
    """Signed by the real clock, as the processes of their own look at it."""
    now = int(time.time())
    published = PublishedCatalogue(tmp_path_factory.mktemp("published"), tmp_path_factory.mktemp("keys"), now=now)
    published.small_files(now)
    published.publish(V1, many(V1), now)
    terminal = Terminal(tmp_path_factory.mktemp("terminal") / "catalogue")
    published.pin(terminal.folder)
    with serving(published.web) as server:
        terminal.updated(server.url, now)
        published.publish(V2, many(V2, "养老卡"), now)
        yield published, terminal, server


def updating(server: Server, folder: Path, environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "offline_cache.catalogue.update", "--url", server.url, "--folder", str(folder)]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, check=False).returncode


def sound(folder: Path, server: Server, again: bool) -> str:
    """The version in use; ``again``: and the update ends well."""
    terminal = Terminal(folder)
    path = newest(folder)
    assert path is not None
    version = path.stem.removeprefix("catalogue-")
    terminal.serves(version)
    assert catalogue_age(folder).version in ("", V1, V2)
    if again:
        outcome = terminal.update(server.url, int(time.time()))
        assert not isinstance(outcome, Refused), (outcome.reason, outcome.detail)
        terminal.serves(V2)
        assert not [name for name in os.listdir(folder) if name.endswith(".part")]
    return version


def test_the_power_is_cut_after_each_change(house: tuple[PublishedCatalogue, Terminal, Server], tmp_path: Path) -> None:
    _, installed, server = house
    terminal, scratch = installed.copy(tmp_path / "catalogue"), tmp_path / "scratch"
    scratch.mkdir()
    watched = Watched(terminal.folder, scratch)
    assert updating(server, terminal.folder, watched.environment) == 0
    terminal.serves(V2)
    versions: list[str] = []
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        for number, (_, found) in enumerate(power_cuts(watched, seed=1, times=3 if campaign.SOAK else 0)):
            write(found, Path(folder, "found"))
            versions.append(sound(Path(folder, "found"), server, again=number % _TRIED_AGAIN == 0))
    assert len(versions) > 80
    assert versions[0] == V1
    assert versions[-1] == V2


@campaign.LONG_RUN  # in everyday runs tests/offline_cache/test_catalogue_killed.py does with some moments
def test_killed_before_each_change(house: tuple[PublishedCatalogue, Terminal, Server], tmp_path: Path) -> None:
    """Whichever of its processes it is."""
    _, installed, server = house
    kills, number = 0, 1
    while True:
        terminal, scratch = installed.copy(tmp_path / f"catalogue-{number}"), tmp_path / f"scratch-{number}"
        scratch.mkdir()
        watched = Watched(terminal.folder, scratch, kill_at=number)
        updating(server, terminal.folder, watched.environment)
        if not watched.killed:
            break
        kills += 1
        sound(terminal.folder, server, again=True)
        number += 1
    assert kills >= 5
    terminal.serves(V2)
