"""Units, drop-ins and settings of the system: hardened, correct, and nothing that listens. As far as reading them tells; on a real
system they are started by tests/packaging/test_started_machine.py."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
from pathlib import Path

import pytest

from kiosk import VERSION
from offline_cache.program.units import NAMES
from tests.packaging.system_files import UNITS, system_files

GENERATOR = "usr/lib/systemd/system-generators/community-terminal"
MOST = 15  # tenths of an exposure level
OURS = tuple(
    f"community-terminal{part}"
    for part in ("", "-machine", "-clock", "-queue", "-console", "-x11", "-touch", "-fetch", "-program", "-check@")
)
SERVICES = (*OURS, "cups", "pcscd")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return system_files(tmp_path_factory.mktemp("package"))


def unit(root: Path, name: str) -> dict[str, list[str]]:
    """Every value of every key of its service section, drop-ins included, in order; an empty one takes back what stood before."""
    values: dict[str, list[str]] = {}
    for file in (root / UNITS / f"{name}.service", *sorted((root / UNITS / f"{name}.service.d").glob("*.conf"))):
        section = ""
        for line in file.read_text().splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif section == "Service" and "=" in line and not line.startswith("#"):
                key, _, value = line.partition("=")
                values[key] = [*values.get(key, []), value] if value else []
    return values


def instance(name: str) -> str:
    """Of a template, that of this version, which the package has."""
    return f"{name}{VERSION}" if name.endswith("@") else name


@pytest.mark.parametrize("name", SERVICES)
def test_exposure_is_at_most_1_5(root: Path, name: str) -> None:
    service = f"{instance(name)}.service"
    command = ["systemd-analyze", "security", "--offline=yes", f"--root={root}", f"--threshold={MOST}", service]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", told.stdout)
    assert level, told.stdout + told.stderr
    assert told.returncode == 0, level[0]
    assert float(level[1]) * 10 <= MOST


def test_the_exposure_of_a_unit_that_is_not_hardened_is_seen(root: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.service"
    bare.write_text("[Service]\nExecStart=/bin/true\n")
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST}", str(bare)]
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 1


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_can_listen_swap_or_leave_a_core(root: Path, name: str) -> None:
    values = unit(root, name)
    # Debian 12's systemd is built without what SocketBindDeny needs; so each has no network, or may not listen, or was told (cups).
    network = {"AF_INET", "AF_INET6"} & set(values["RestrictAddressFamilies"][0].split())
    denied = [word for value in values["SystemCallFilter"] if value.startswith("~") for word in value[1:].split()]
    assert not network or "listen" in denied or name == "cups"
    assert values["LimitCORE"] == ["0"]
    if name not in (
        "community-terminal-machine",
        "community-terminal-console",
        "community-terminal-touch",
    ):  # which end at once, and know nobody
        assert values["MemorySwapMax"] == ["0"]


@pytest.mark.parametrize(
    "name", ["community-terminal", "community-terminal-x11", "community-terminal-fetch", "community-terminal-check@", "cups"]
)
def test_what_residents_data_pass_through_has_nothing_of_root(root: Path, name: str) -> None:
    values = unit(root, name)
    assert values["User"] == ["lp" if name == "cups" else "terminal"]
    assert values["CapabilityBoundingSet"] == []
    assert values["NoNewPrivileges"] == ["yes"]


def test_who_lays_down_programs_reads_no_network_and_who_fetches_writes_none(root: Path) -> None:
    lays, fetches, looks = (unit(root, f"community-terminal-{name}") for name in ("program", "fetch", "check@"))
    assert lays["PrivateNetwork"] == looks["PrivateNetwork"] == ["yes"]
    assert lays["RestrictAddressFamilies"] == looks["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert lays["ReadWritePaths"] == ["/opt/community-terminal"]
    assert lays["CapabilityBoundingSet"] == ["CAP_DAC_READ_SEARCH"]
    for values in (fetches, looks):
        assert values["ProtectSystem"] == ["strict"]
        assert "ReadWritePaths" not in values, "its own state alone"
    assert lays["TimeoutStartSec"] == ["infinity"]
    script = (root / "usr/lib/community-terminal/program").read_text()
    assert script.index("confirmed") < script.index("current"), "a version on trial does not judge itself"


def test_who_sets_the_clock_has_that_right_and_no_other(root: Path) -> None:
    values = unit(root, "community-terminal-clock")
    assert values["CapabilityBoundingSet"] == values["AmbientCapabilities"] == ["CAP_SYS_TIME"]
    assert values["User"] == ["terminal"]
    assert values["PrivateNetwork"] == ["yes"]
    assert "ReadWritePaths" not in values
    for name in set(SERVICES) - {"community-terminal-clock"}:
        assert unit(root, name)["ProtectClock"] == ["yes"], name


def test_who_has_a_print_queue_made_reads_one_file_and_no_network(root: Path) -> None:
    values = unit(root, "community-terminal-queue")
    assert values["CapabilityBoundingSet"] == ["CAP_DAC_READ_SEARCH"]
    assert (values["PrivateNetwork"], values["RestrictAddressFamilies"]) == (["yes"], ["AF_UNIX"])
    assert values["ReadOnlyPaths"] == ["/var/lib/terminal"]
    assert "ReadWritePaths" not in values


@pytest.mark.parametrize("name", ["community-terminal", "community-terminal-fetch"])
def test_who_speaks_to_the_network_hears_of_typed_name_servers(root: Path, name: str) -> None:
    assert unit(root, name)["BindReadOnlyPaths"] == ["-/run/community-terminal/resolv.conf:/etc/resolv.conf"]


@pytest.mark.parametrize("name", ["community-terminal", "community-terminal-check@", "community-terminal-program"])
def test_who_needs_to_know_the_machines_start_can_read_it(root: Path, name: str) -> None:
    """/proc/sys/kernel/random/boot_id: of the ledger's epoch, and of a trial."""
    assert unit(root, name).get("ProcSubset", ["all"]) == ["all"]


def test_what_begins_with_the_terminal_is_never_begun_too_often(root: Path) -> None:
    for name in NAMES:
        assert "StartLimitIntervalSec=0" in (root / UNITS / name).read_text().splitlines(), name


def test_versions_bring_the_units_that_their_trial_tries(root: Path) -> None:
    made = root / GENERATOR
    assert os.access(made, os.X_OK)
    assert tuple(re.findall(r"community-terminal[a-z0-9-]*\.service", made.read_text())) == NAMES
    terminal = (root / UNITS / NAMES[0]).read_text()
    for name in NAMES[1:]:
        assert name in re.search(r"^Wants=(.*)$", terminal, re.MULTILINE)[1].split(), "it begins anew with the terminal"  # type: ignore[index]
        assert "RemainAfterExit" not in unit(root, name.removesuffix(".service"))


def test_the_terminal_is_watched_and_back_at_once(root: Path) -> None:
    values = unit(root, "community-terminal")
    assert values["Type"] == ["notify"]
    assert int(values["WatchdogSec"][0]) <= 30
    assert values["Restart"] == ["always"]
    assert values["RestartSec"] == ["100ms"]
    pause = re.search(r"^longest_pause=(\d+)", (Path(__file__).parents[2] / "commands/keeper").read_text(), re.MULTILINE)
    assert pause
    assert int(pause[1]) + int(values["WatchdogSec"][0]) / 6 < int(values["WatchdogSec"][0]), "or a pause is taken for a fault"


def test_sockets_are_files_and_the_readers_are_the_terminals(root: Path) -> None:
    for file in (root / UNITS).rglob("*.socket"):
        told = file.read_text()
        assert all(value.startswith("/") for value in re.findall(r"^Listen\w+=(.+)$", told, re.MULTILINE)), file
    told = (root / UNITS / "pcscd.socket.d/community-terminal.conf").read_text()
    assert {"SocketMode=0660", "SocketGroup=terminal"} < set(told.split())


def test_nothing_of_what_is_printed_stays(root: Path) -> None:
    settings = (root / "etc/community-terminal/cupsd.conf").read_text().splitlines()
    assert {"PreserveJobFiles No", "PreserveJobHistory No", "Browsing No", "WebInterface No"} < set(settings)
    assert [line for line in settings if line.startswith(("Listen", "Port", "SSLListen"))] == ["Listen /run/cups/cups.sock"]
    places = dict(re.findall(r"^(\w+) (/\S+)$", (root / "etc/community-terminal/cups-files.conf").read_text(), re.MULTILINE))
    for name in ("RequestRoot", "TempDir", "CacheDir", "StateDir"):
        assert places[name].startswith("/run/community-terminal-cups/"), name


def test_no_swap_no_core_no_log_without_end(root: Path) -> None:
    for unit in ("swap.target", "ctrl-alt-del.target"):
        assert (root / "etc/systemd/system" / unit).readlink() == Path("/dev/null")
    kernel = (root / "usr/lib/sysctl.d/60-community-terminal.conf").read_text()
    assert {"kernel.core_pattern = |/bin/false", "kernel.sysrq = 0", "fs.suid_dumpable = 0"} < set(kernel.splitlines())
    journal = configparser.ConfigParser()
    journal.read(root / "usr/lib/systemd/journald.conf.d/community-terminal.conf")
    assert journal["Journal"]["SystemMaxUse"] == "200M"


def test_no_key_of_the_x_server_or_the_console_leads_out(root: Path) -> None:
    told = (root / "usr/share/X11/xorg.conf.d/90-community-terminal.conf").read_text()
    assert re.search(r'"DontVTSwitch"\s+"true"', told)
    assert re.search(r'"DontZap"\s+"true"', told)
    assert "-nolisten tcp" in (root / "usr/lib/community-terminal/x11").read_text()
    assert {"NAutoVTs=0", "ReserveVT=0"} < set(
        (root / "usr/lib/systemd/logind.conf.d/community-terminal.conf").read_text().splitlines()
    )


def test_units_and_scripts_are_correct(root: Path) -> None:
    scripts = [
        root / "usr/lib/community-terminal/x11",
        root / "usr/lib/community-terminal/program",
        root / GENERATOR,
        root / "usr/bin/community-terminal",
    ]
    scripts += (Path(__file__).parents[2] / "packaging/debian").glob("p*")
    scripts += [Path(__file__).parents[2] / "packaging" / name for name in ("make_package", "install_from_stick", "bootstrap")]
    assert len(scripts) == 11
    for script in scripts:
        subprocess.run(["sh", "-n", script], check=True, timeout=20)
    for rules in (root / "usr/lib/udev/rules.d").glob("*.rules"):
        for line in rules.read_text().splitlines():
            assert line.startswith("#") or re.fullmatch(r'(\w+(\{[\w]+\})?(==|!=|\+=|=)"[^"]*"(, )?)+', line), line
