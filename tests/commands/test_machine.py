"""``main.py machine``: what a technician sets, and what root makes of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def machine(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(home / "no-programs"), "HOME": str(home)}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "machine", *arguments, "--home", str(home)],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_what_is_set_stands_in_what_units_and_udev_read(home: Path, tmp_path: Path) -> None:
    set_values = machine(home, "set", 'display.through="x11"', "display.rotation=90", 'usb.allowed=["0400:c35a id_card_reader"]')
    assert set_values.returncode == 0, set_values.stderr
    light = tmp_path / "sys/class/backlight/panel"
    light.mkdir(parents=True)
    (light / "max_brightness").write_text("200\n")
    (light / "brightness").write_text("7\n")
    assert machine(home, "set", "display.brightness=40").returncode == 0
    assert machine(home, "apply", "--root", str(tmp_path)).returncode == 0
    told = (tmp_path / "run/community-terminal/environment").read_text().splitlines()
    assert {"QT_QPA_PLATFORM=xcb", "COMMUNITY_TERMINAL_ROTATE=right"} < set(told)
    wanted = tmp_path / "run/community-terminal/x11"
    assert wanted.exists()
    assert "id_card_reader" in (tmp_path / "run/udev/rules.d/73-community-terminal.rules").read_text()
    assert (light / "brightness").read_text() == "80"
    assert machine(home, "set", 'display.through="kms"', "display.rotation=0").returncode == 0
    assert machine(home, "apply", "--root", str(tmp_path)).returncode == 0
    assert not wanted.exists(), "without it the X server is not started"


def test_what_is_written_while_it_is_applied_is_applied_too(home: Path, tmp_path: Path) -> None:
    """The path unit does not see it: it looks again only when what it started has ended."""
    programs = home / "no-programs"
    programs.mkdir()
    writes = programs / "amixer"
    file, once = home / "machine.toml", tmp_path / "once"
    writes.write_text(f"""#!/bin/sh
[ -e {once} ] || printf '[display]\\nthrough = "x11"\\n' >{file}
: >{once}
""")
    writes.chmod(0o755)
    assert machine(home, "apply", "--root", str(tmp_path)).returncode == 0
    assert "QT_QPA_PLATFORM=xcb" in (tmp_path / "run/community-terminal/environment").read_text()


def test_an_address_that_was_typed_is_networkds_until_the_machine_starts_anew(home: Path, tmp_path: Path) -> None:
    interfaces = tmp_path / "run/systemd/network/10-community-terminal.network"
    resolver = tmp_path / "run/community-terminal/resolv.conf"
    assert machine(home, "apply", "--root", str(tmp_path)).returncode == 0
    assert not interfaces.exists(), "what gives a machine its address is left alone"
    typed = ('network.address="10.0.0.9/24"', 'network.gateway="10.0.0.1"', 'network.name_servers=["10.0.0.2"]')
    assert machine(home, "set", *typed).returncode == 0
    assert machine(home, "apply", "--root", str(tmp_path)).returncode == 0
    assert {"Address=10.0.0.9/24", "Gateway=10.0.0.1", "DNS=10.0.0.2", "DHCP=no"} < set(interfaces.read_text().splitlines())
    assert resolver.read_text() == "nameserver 10.0.0.2\n"
    assert [path.stat().st_mode & 0o777 for path in (interfaces, resolver)] == [0o644] * 2, "others than root read them"
    assert machine(home, "set", 'network.gateway="10.0.1.1"').returncode == 1
    assert machine(home, "set", 'network.address=""').returncode == 0
    assert machine(home, "apply", "--root", str(tmp_path)).returncode == 0
    assert "DHCP=yes" in interfaces.read_text()
    assert not resolver.exists()


def test_what_is_no_good_is_refused_and_changes_nothing(home: Path) -> None:
    assert machine(home, "set", "display.brightness=50").returncode == 0
    before = (home / "machine.toml").read_bytes()
    for wrong in ("display.rotation=45", "display.colour=1", "display.through=x11", "sound.volume=101"):
        refused = machine(home, "set", wrong)
        assert refused.returncode == 1, wrong
        assert refused.stderr
    assert (home / "machine.toml").read_bytes() == before


def test_root_follows_no_link_that_the_terminal_laid(home: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("[display]\nrotation = 90\n")
    (home / "machine.toml").symlink_to(secret)
    done = machine(home, "apply", "--root", str(tmp_path))
    assert done.returncode == 3
    assert "rotation = 90" not in done.stderr
    assert "QT_QPA_PLATFORM=linuxfb" in (tmp_path / "run/community-terminal/environment").read_text()
    (home / "machine.toml").unlink()
    os.mkfifo(home / "machine.toml")
    assert machine(home, "show").returncode == 3
