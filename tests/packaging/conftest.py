"""The whole package, built once in a run, and a bare Debian in which it was installed without network."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.bare_machine import Machine, bare_debian, make_package


@pytest.fixture(scope="session")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """As `make package` leaves it, but less compressed."""
    out = tmp_path_factory.mktemp("package")
    make_package(out, COMPRESSION="-Zgzip -z1", ARCHIVE_LEVEL="0")
    yield out / "stick"
    shutil.rmtree(out)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, stick: Path) -> Iterator[Machine]:
    """A bare Debian with the package, enrolled nowhere."""
    machine = bare_debian(tmp_path_factory.mktemp("bare") / "root")
    began = time.monotonic()
    done = machine.run(str(stick / "install"), shown=[stick])
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    print(f"installed without network in {time.monotonic() - began:.0f} s")
    yield machine
    shutil.rmtree(machine.root)
