"""Installed, upgraded, downgraded, removed, purged: real dpkg and the real maintainer scripts in a copy of this machine, without
the libraries. tests/packaging/test_installed.py installs all of it on a bare Debian."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.messages.program_archive import ArchiveReader
from offline_cache.program.units import NAMES
from tests.offline_cache.installed_versions import Installed
from tests.offline_cache.published_catalogue import PublishedCatalogue
from tests.packaging.bare_machine import Machine, make_package

SCHEMA = {"1.0": 7, "1.1": 9}  # of the ledger, by the program's version
CURRENT = "/opt/community-terminal/current"
LEDGER = "/var/lib/terminal/ledger.db"

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="a copy of this machine wants root")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("packages")
    for version, schema in SCHEMA.items():
        make_package(out, "deb", LIBRARIES="no", COMPRESSION="-Znone", PACKAGE_VERSION=version, SCHEMA=str(schema))
    return {version: next(out.glob(f"*_{version}_*.deb")) for version in SCHEMA}


@pytest.fixture
def machine() -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="package-") as upper:
        yield Machine(Path("/"), Path(upper))


def dpkg(machine: Machine, *words: str, package: Path | None = None) -> subprocess.CompletedProcess[str]:
    """What it depends on, and what may not be beside it, is for a bare machine."""
    given = [str(package)] if package else []
    forced = ["--force-depends", "--force-conflicts"]
    return machine.run("dpkg", *forced, *words, *given, shown=[package.parent] if package else [])


def told(machine: Machine, *command: str) -> str:
    done = machine.run(*command)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def write_ledger(machine: Machine, schema: int) -> None:
    ledger = machine.path(LEDGER)
    ledger.unlink(missing_ok=True)
    with sqlite3.connect(ledger) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute(f"PRAGMA user_version={schema}")
    database.close()


def test_an_upgrade_keeps_what_is_there_and_the_old_one_until_then(machine: Machine, packages: dict[str, Path]) -> None:
    installed = dpkg(machine, "-i", package=packages["1.0"])
    assert installed.returncode == 0, installed.stderr
    assert told(machine, "readlink", CURRENT) == "versions/1.0"
    assert "dialout" in told(machine, "id", "-nG", "terminal")
    assert told(machine, "stat", "-c", "%U %a", "/var/lib/terminal") == "terminal 700"
    write_ledger(machine, SCHEMA["1.0"])
    assert dpkg(machine, "--unpack", package=packages["1.1"]).returncode == 0
    # Here the power may be cut: the old one is whole, and is what runs.
    assert told(machine, "readlink", CURRENT) == "versions/1.0+kept"
    assert told(machine, "sh", "-c", f"cd -P {CURRENT} && sh -n commands/keeper && ls main.py") == "main.py"
    assert dpkg(machine, "--configure", "community-terminal").returncode == 0
    assert told(machine, "readlink", CURRENT) == "versions/1.1"
    assert told(machine, "ls", "/opt/community-terminal/versions") == "1.1"
    assert machine.path(LEDGER).exists()


def test_a_downgrade_that_could_not_read_the_ledger_is_refused(machine: Machine, packages: dict[str, Path]) -> None:
    assert dpkg(machine, "-i", package=packages["1.1"]).returncode == 0
    write_ledger(machine, SCHEMA["1.1"])
    refused = dpkg(machine, "-i", package=packages["1.0"])
    assert refused.returncode != 0
    assert "1.0 is refused" in refused.stderr
    assert "(schema 9; this one reads up to 7)" in refused.stderr
    assert told(machine, "readlink", CURRENT) == "versions/1.1"
    assert told(machine, "dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}", "community-terminal") == "1.1 installed"
    write_ledger(machine, SCHEMA["1.0"])
    assert dpkg(machine, "-i", package=packages["1.0"]).returncode == 0, "an older one that reads it is no matter"
    assert told(machine, "readlink", CURRENT) == "versions/1.0"


def test_the_updater_and_dpkg_take_turns(machine: Machine, packages: dict[str, Path], tmp_path: Path) -> None:
    assert dpkg(machine, "-i", package=packages["1.0"]).returncode == 0
    assert told(machine, "readlink", "/opt/community-terminal/confirmed") == "versions/1.0"
    make_package(tmp_path, "archive", LIBRARIES="no", ARCHIVE_LEVEL="0", PACKAGE_VERSION="1.0.5", SCHEMA="7")
    published = PublishedCatalogue(tmp_path / "published", tmp_path / "keys")
    published.name_programmers()
    published.publish_program((tmp_path / "community-terminal_1.0.5_amd64.tar.xz").read_bytes())
    updated = Installed.found(machine.path("/"))
    published.pin(updated.places.home / "catalogue")
    write_ledger(machine, SCHEMA["1.0"])
    updated.places.runtime.mkdir(parents=True)
    updated.serves("1.0", began=2.0)
    updated.time_passes(100)
    updated.on_trial(published.stick)
    assert updated.links == ("1.0.5", "1.0", "")
    assert "commands/keeper" in told(machine, "sh", "-c", f"cd -P {CURRENT} && sh -n commands/keeper && ls commands/keeper")
    assert told(machine, "dpkg", "--verify", "community-terminal") == "", "what dpkg laid there stays as it is"
    # Somebody installs another package in the middle of the trial.
    assert dpkg(machine, "-i", package=packages["1.1"]).returncode == 0
    assert updated.links == ("1.1", "1.1", "")
    updated.now += 10
    updated.serves("1.1", began=updated.now)
    assert not updated.work()
    assert updated.record.trial is None
    assert updated.links == ("1.1", "1.1", "")
    assert told(machine, "ls", "/opt/community-terminal/versions") == "1.1"


def test_an_archive_holds_what_the_package_holds(packages: dict[str, Path], tmp_path: Path) -> None:
    for folder in ("one", "two"):
        make_package(tmp_path / folder, "archive", LIBRARIES="no", ARCHIVE_LEVEL="0", PACKAGE_VERSION="1.1", SCHEMA="9")
    made = [(tmp_path / folder / "community-terminal_1.1_amd64.tar.xz") for folder in ("one", "two")]
    assert made[0].read_bytes() == made[1].read_bytes()
    with made[0].open("rb") as file:
        reader = ArchiveReader(file)
        found = {member.path: b"".join(member.data) for member in reader.members() if not member.folder and not member.link}
    assert (reader.manifest.version, reader.manifest.schema) == ("1.1", 9)
    subprocess.run(["dpkg-deb", "-x", packages["1.1"], tmp_path / "deb"], check=True)
    laid = tmp_path / "deb/opt/community-terminal/versions/1.1"
    files = {str(path.relative_to(laid)): path.read_bytes() for path in laid.rglob("*") if path.is_file()}
    assert json.loads(files.pop("program.json"))["schema"] == 9
    assert found == files
    brought = {name.removeprefix("units/"): data for name, data in files.items() if name.startswith("units/")}
    packaged = tmp_path / "deb/usr/lib/systemd/system"
    assert brought == {name: (packaged / name).read_bytes() for name in NAMES}


def test_removed_it_leaves_the_data_purged_nothing(machine: Machine, packages: dict[str, Path]) -> None:
    assert dpkg(machine, "-i", package=packages["1.1"]).returncode == 0
    write_ledger(machine, SCHEMA["1.1"])
    assert dpkg(machine, "--remove", "community-terminal").returncode == 0
    assert machine.run("test", "-e", "/opt/community-terminal").returncode != 0
    assert told(machine, "ls", "/var/lib/terminal") == "ledger.db"
    refused = dpkg(machine, "-i", package=packages["1.0"])
    assert "is refused" in refused.stderr, "what was left is looked at, too"
    assert dpkg(machine, "--purge", "community-terminal").returncode == 0
    gone = "/var/lib/terminal /var/lib/community-terminal /etc/community-terminal /opt/community-terminal"
    gone += " /etc/systemd/system/swap.target"
    assert machine.run("sh", "-c", f"ls -d {gone}; id terminal").stdout == ""
