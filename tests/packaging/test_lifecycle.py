"""Installed, upgraded, downgraded, removed, purged: real dpkg and the real maintainer scripts in a copy of this machine, without
the libraries. tests/packaging/test_installed.py installs all of it on a bare Debian."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def test_removed_it_leaves_the_data_purged_nothing(machine: Machine, packages: dict[str, Path]) -> None:
    assert dpkg(machine, "-i", package=packages["1.1"]).returncode == 0
    write_ledger(machine, SCHEMA["1.1"])
    assert dpkg(machine, "--remove", "community-terminal").returncode == 0
    assert machine.run("test", "-e", "/opt/community-terminal").returncode != 0
    assert told(machine, "ls", "/var/lib/terminal") == "ledger.db"
    refused = dpkg(machine, "-i", package=packages["1.0"])
    assert "is refused" in refused.stderr, "what was left is looked at, too"
    assert dpkg(machine, "--purge", "community-terminal").returncode == 0
    gone = "/var/lib/terminal /etc/community-terminal /opt/community-terminal /etc/systemd/system/swap.target"
    assert machine.run("sh", "-c", f"ls -d {gone}; id terminal").stdout == ""
