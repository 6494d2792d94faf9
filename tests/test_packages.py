"""Lists of packages: a terminal gets nothing that only the demo or the tests need, and nothing twice."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGING = ROOT / "packaging"
# What brings a reader, a printer or a name to whoever is on the network.
_OPENS_TO_THE_NETWORK = {
    "vsmartcard-vpcd",
    "vsmartcard-vpicc",
    "cups-ipp-utils",
    "avahi-daemon",
    "cups-browsed",
    "dbus",
    "nginx",
    "postgresql",
    "openssh-server",
}
_BUILDS = {"gcc", "python3-dev", "swig", "python3-venv"}


def packages(name: str) -> list[str]:
    lines = (PACKAGING / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if (word := line.partition("#")[0].strip())]


def test_a_terminal_gets_nothing_that_opens_it_to_the_network() -> None:
    every = {name for file in ("packages", "packages-fonts", "packages-display") for name in packages(file)}
    assert not (_OPENS_TO_THE_NETWORK | _BUILDS) & every
    assert {"pcscd", "cups", "cups-filters", "libzbar0", "espeak-ng"} <= set(packages("packages"))


def test_the_virtual_reader_is_unpacked_and_not_installed() -> None:
    assert packages("packages-demo") == ["vsmartcard-vpcd"]
    bootstrap = (PACKAGING / "bootstrap").read_text(encoding="utf-8")
    assert bootstrap.count("$(list packages-demo.txt)") == 2  # demo, and test
    assert not re.search(r"wanted=.*packages-(demo|unpacked)", bootstrap)


def test_no_package_stands_in_two_lists() -> None:
    every = [name for file in PACKAGING.glob("packages*.txt") for name in packages(file.stem)]
    assert len(every) == len(set(every))


_NEEDS = {"demo": "demo", "test": "test", "soak": "test", "bench": "bench", "check": "development", "package": "package"}


@pytest.mark.parametrize(("target", "needs"), _NEEDS.items())
def test_a_make_target_installs_what_it_needs(target: str, needs: str) -> None:
    told = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True, timeout=20).stdout
    assert f"packaging/bootstrap {needs}" in told.splitlines()


def test_bootstrap_knows_no_other_word() -> None:
    refused = subprocess.run([PACKAGING / "bootstrap", "everything"], capture_output=True, text=True, check=False, timeout=20)
    assert refused.returncode == 2
    assert "packaging/bootstrap terminal" in refused.stderr
