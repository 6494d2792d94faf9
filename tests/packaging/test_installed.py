"""The whole package on a bare Debian 12 without network: installed from the folder for a stick, looked over, and a resident served
from the installed place, with simulated devices and the reference platform on loopback. Minutes; in the long run alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from pathlib import Path

import pytest

from commands.demo.journeys import online
from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Visit
from tests.campaign import LONG_RUN
from tests.packaging.bare_machine import Machine
from tests.packaging.test_units import MOST, OURS, SERVICES, instance

pytestmark = [LONG_RUN, pytest.mark.skipif(os.geteuid() != 0, reason="a root folder wants root")]
TERMINAL = ("setpriv", "--reuid=terminal", "--regid=terminal", "--init-groups")


def test_it_is_whole_and_nothing_of_it_listens(installed: Machine) -> None:
    assert installed.run("dpkg", "--verify", "community-terminal").stdout == ""
    for name in ("avahi-daemon", "cups-browsed", "openssh-server", "vsmartcard-vpcd", "gcc", "python3-dev"):
        assert installed.run("dpkg-query", "-W", "-f", "${db:Status-Status}", name).stdout != "installed", name
    units = [f"{instance(name)}.service" for name in OURS]
    others = ("machine.path", "program.path", "program.timer", "fetch.timer", "fetch.path")
    units += [f"community-terminal-{name}" for name in others]
    verified = installed.run("systemd-analyze", "verify", "--man=no", *units)
    assert verified.returncode == 0, verified.stderr
    assert "community-terminal" not in verified.stderr
    for name in SERVICES:
        told = installed.run("systemd-analyze", "security", "--offline=yes", f"--threshold={MOST}", f"{instance(name)}.service")
        assert told.returncode == 0, told.stdout[-200:]


def test_a_terminal_that_is_not_enrolled_says_so(installed: Machine) -> None:
    told = installed.run("community-terminal", "doctor", "--json")
    lines = {line["key"]: line["verdict"] for line in json.loads(told.stdout)["lines"]}
    assert told.returncode == 2
    assert lines["enrolment"] == lines["catalogue"] == "bad"
    assert lines["open_to_network"] == "good"
    assert "typefaces" not in lines
    keeper = "/opt/community-terminal/current/commands/keeper"
    ends = installed.run("env", "-u", "QT_QPA_PLATFORM", *TERMINAL, keeper, "--home", "/var/lib/terminal")
    assert ends.returncode == 78, "without a screen nobody can be led"
    assert "no screen here" in ends.stderr


def test_a_resident_is_served_from_the_installed_place(installed: Machine, prepared_platform: Path, tmp_path: Path) -> None:
    district = ModelDistrict(tmp_path / "district", like=prepared_platform, times={"leaving": 1.0})
    output = Path(os.environ.get("WALK_OUTPUT", tmp_path / "output"))
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    began = time.monotonic()
    district.start()
    program = "/opt/community-terminal/current/commands/keeper"
    without_ours = ("env", "-u", "TERMINAL_PYTHON", "PATH=/usr/bin:/bin")
    keeper = installed.command(*without_ours, program, shown=[tmp_path, output], network=True)
    player = RemoteControl(district.home.path, ["--size", "1080x1920"], output / "terminal.log", keeper=keeper)
    try:
        player.start()
        stage = Visit(district, player, output)
        stage.begin("online", "online")
        online(stage)
        assert re.fullmatch(r"/opt/community-terminal/versions/[\d.]+/main.py", _program_of(district.home.path))
    finally:
        player.stop()
        district.stop()
    assert stage.report.receipt == "printed"
    assert stage.report.case_number
    assert len(list(output.glob("pages/online-*.png"))) > 5
    print(f"a resident was served in {time.monotonic() - began:.0f} s; pictures in {output}")


def _program_of(home: Path) -> str:
    """Of the terminal that runs on this folder: processes in a root folder have numbers of their own."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue  # it has ended
        if "--started" in words and str(home) in words:
            return words[1]
    return ""
