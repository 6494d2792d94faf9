"""The installed package on a machine that is really started, through its own screen: units, watchdog, keys, USB. Minutes; in the
long run alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.campaign import LONG_RUN
from tests.devices import private_cups
from tests.packaging.bare_machine import ROOT, Machine
from tests.packaging.started_machine import StartedMachine
from tests.packaging.test_units import OURS

pytestmark = [LONG_RUN, pytest.mark.skipif(os.geteuid() != 0, reason="a root folder wants root")]
ANSWERS = """import http.server
class Printer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told = open("/answer", "rb").read()
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)
http.server.HTTPServer(("127.0.0.1", 8631), Printer).serve_forever()
"""
BLUE = (7, 71, 134)  # of the idle page's left half, nearly
UNIT = "community-terminal.service"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = Path(os.environ.get("WALK_OUTPUT", tmp_path_factory.mktemp("pictures")))
    output.mkdir(parents=True, exist_ok=True)
    return output


@pytest.fixture(scope="module")
def started(installed: Machine, prepared_district: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedMachine]:
    """With an enrolment and a catalogue, no device, and no network."""
    home = installed.path("/var/lib/terminal")
    shutil.rmtree(home)
    shutil.copytree(prepared_district / "terminal", home)
    (home / "terminal.toml").unlink()
    assert installed.run("chown", "-R", "terminal:terminal", "/var/lib/terminal").returncode == 0
    installed.path("/printer.py").write_text(ANSWERS)
    with private_cups.running() as cups:
        installed.path("/answer").write_bytes(cups.printer_attributes())
    machine = StartedMachine(installed.root, tmp_path_factory.mktemp("machine"))
    machine.start()
    try:
        # A start job waits for the first frame.
        assert machine.ask(f"systemctl start {UNIT} && systemctl is-active {UNIT}") == "active"
        yield machine
    finally:
        machine.stop()


def is_idle(image: Image.Image) -> bool:
    width, height = image.size
    found = image.convert("RGB").getpixel((width // 20, height // 2))
    assert isinstance(found, tuple)
    return all(abs(one - other) < 24 for one, other in zip(found, BLUE, strict=True))


def _thinned(image: Image.Image) -> list[tuple[int, int, int]]:
    """Some 4,000 of its pixels."""
    small = image.convert("RGB").resize((80, 50), Image.Resampling.NEAREST).tobytes()
    return [(small[at], small[at + 1], small[at + 2]) for at in range(0, len(small), 3)]


def _at_least(least: int, told: str) -> bool:
    return int(told) >= least


def test_it_serves_on_its_own_screen(started: StartedMachine, output: Path) -> None:
    idle = started.picture_when(output / "started-idle.png", is_idle)
    inputs = f"ls -l /proc/$(ps -o pid= --ppid $(systemctl show -P MainPID {UNIT}) | tr -d ' ')/fd"
    assert "event" in started.ask(inputs)
    before = started.ask(f"systemctl show -P MainPID {UNIT}")
    started.plug_in_touch_screen()
    started.until(f"systemctl show -P MainPID {UNIT}", lambda told: told not in ("0", before))
    started.until(f"systemctl is-active {UNIT}", lambda told: told == "active")
    started.picture_when(output / "started-idle.png", is_idle)
    started.touch(0.75, 0.23)
    home = started.picture_when(output / "started-home.png", lambda image: not is_idle(image))
    assert idle.size == home.size
    told = started.ask("community-terminal doctor --json")
    lines = {line["key"]: line["verdict"] for line in json.loads(told)["lines"]}
    assert lines["enrolment"] == lines["catalogue"] == lines["ledger"] == lines["open_to_network"] == "good"
    (output / "started-doctor.json").write_text(told)


def test_units_run_as_they_should_and_nothing_listens(started: StartedMachine) -> None:
    failed = started.ask("systemctl --failed --no-legend --plain")
    assert failed == ""
    for unit in (
        *(f"{name}.service" for name in OURS if name.endswith("-console")),
        "community-terminal-machine.path",
        "community-terminal-clock.path",
        "community-terminal-queue.path",
        "cups.socket",
        "pcscd.socket",
    ):
        assert started.ask(f"systemctl is-active {unit}") == "active", unit
    assert started.ask("cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 | grep -vc local_address") == "0"
    started.until(f"systemctl is-active {UNIT}", lambda told: told == "active")  # emulated, it may be late for its watchdog
    users = started.ask(f"ps -o user= -p $(systemctl show -P MainPID {UNIT})").split()
    assert users == ["terminal"]
    assert started.ask("tail -n +2 /proc/swaps") == ""
    assert started.ask("cat /proc/sys/kernel/core_pattern /proc/sys/kernel/sysrq").split("\n") == ["|/bin/false", "0"]


def test_a_queue_is_roots_and_its_spool_in_memory(started: StartedMachine) -> None:
    told = started.ask("lpadmin -p kiosk_a4 -E -v socket://127.0.0.1:9100 -m raw && lpstat -p kiosk_a4")
    assert "printer kiosk_a4 is idle" in told
    # Without a terminal of its own, on which it would ask for a password.
    as_terminal = "setsid -w setpriv --reuid=terminal --regid=terminal --init-groups"
    assert "Unauthorized" in started.ask(f"{as_terminal} lpadmin -x kiosk_a4 </dev/null")
    assert started.ask("stat -f -c %T /run/community-terminal-cups/spool") == "tmpfs"
    assert started.ask("find /var/spool/cups -type f") == ""


def test_a_printers_address_is_all_that_its_queue_takes(started: StartedMachine) -> None:
    """The printer says what a real one says; the address is written as the set-up writes it."""
    table = '[page_printer]\\ndriver = \\"ipp\\"\\naddress = \\"127.0.0.1:8631\\"\\n'
    assert started.ask("systemd-run --quiet --unit=printer python3 /printer.py") == ""
    try:
        assert (
            started.ask(f'printf "{table}" >/run/new && chown terminal: /run/new && mv /run/new /var/lib/terminal/terminal.toml')
            == ""
        )
        queue = "lpoptions -p community-terminal-a4; lpstat -v community-terminal-a4"
        told = started.until(queue, lambda told: "IPP Everywhere" in told)
        assert "ipp://127.0.0.1:8631/ipp/print" in told
        started.until("systemctl is-active community-terminal-queue.service", lambda told: told == "inactive")
        assert started.ask("systemctl is-active community-terminal-queue.path") == "active"
        assert started.ask("journalctl -u community-terminal-queue -o cat | grep -i traceback") == ""
    finally:
        started.ask("rm /var/lib/terminal/terminal.toml; systemctl stop printer; lpadmin -x community-terminal-a4")


def test_the_units_user_cannot_listen(started: StartedMachine) -> None:
    listens = 'python3 -c "import socket; socket.create_server((\\"127.0.0.1\\", 8080))"'
    refused = "-p SystemCallFilter=~listen -p SystemCallErrorNumber=EPERM"
    narrowed = f"systemd-run --quiet --pipe --wait -p User=terminal {refused} {listens} </dev/null"
    assert "Operation not permitted" in started.ask(narrowed)
    assert started.ask(narrowed.replace("-p SystemCallFilter=~listen", "")) == "", "it is the unit's doing"


def test_no_key_leads_out(started: StartedMachine, output: Path) -> None:
    started.until(f"systemctl is-active {UNIT}", lambda told: told == "active")
    before = started.ask(f"systemctl show -P MainPID {UNIT}")
    for keys in (
        ("ctrl", "alt", "f2"),
        ("ctrl", "alt", "backspace"),
        ("alt", "f4"),
        ("ctrl", "alt", "delete"),
        ("alt", "sysrq", "b"),
    ):
        started.keys(*keys)
    assert started.ask("cat /sys/class/tty/tty0/active") == "tty1"
    assert started.ask(f"systemctl show -P MainPID {UNIT}") == before
    started.picture(output / "started-after-keys.png")


def test_one_that_hangs_or_is_killed_is_replaced(started: StartedMachine, output: Path) -> None:
    keeper = f"$(systemctl show -P MainPID {UNIT})"
    for signal, whom, restarts in (("STOP", f"$(ps -o pid= --ppid {keeper})", 1), ("KILL", keeper, 2)):
        started.ask(f"kill -{signal} {whom}")
        started.until(f"systemctl show -P NRestarts {UNIT}", partial(_at_least, restarts))
        started.until(f"systemctl is-active {UNIT}", lambda told: told == "active")
        started.picture_when(output / f"started-after-{signal.lower()}.png", is_idle)
    assert "watchdog" in started.ask(f"journalctl -u {UNIT} -o cat").lower()
    assert "--started interrupted" in started.ask(f"ps -o args= --ppid {keeper}")


def test_a_stick_is_there_for_the_terminals_user_while_it_is_in(
    started: StartedMachine, prepared_district: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared_district / "platform", tmp_path / "platform")
    export = [sys.executable, "-m", "central_platform", "export_catalogue", str(tmp_path / "stick")]
    environment = {**os.environ, "PLATFORM_HOME": str(tmp_path / "platform")}
    subprocess.run(export, check=True, capture_output=True, cwd=ROOT, env=environment)
    started.plug_in_stick(tmp_path / "stick")
    mounted = started.until("findmnt -rno TARGET,OPTIONS /media/stick-sda", lambda told: "/media/stick-sda" in told)
    assert {"nosuid", "nodev", "noexec"} <= set(mounted.split()[1].split(","))
    # As the unit sees it, which has its own view of the file system.
    inside = f"nsenter -t $(systemctl show -P MainPID {UNIT}) -m setpriv --reuid=terminal --regid=terminal --init-groups"
    kept = f"{inside} sh -c 'echo kept >/media/stick-sda/kept && cat /media/stick-sda/kept'"
    started.until(kept, lambda told: told == "kept")
    # As the terminal's pages look for one.
    finds = (
        'import sys; sys.path.insert(0, \\"/opt/community-terminal/current\\"); from kiosk.removable import media; print(*media())'
    )
    python = "/opt/community-terminal/current/.venv/bin/python"
    started.until(f'{inside} {python} -c "{finds}"', lambda told: told == "/media/stick-sda")
    told = json.loads(started.ask("community-terminal catalogue import /media/stick-sda --json"))
    assert told["exit_code"] == 0, told
    started.pull_out_stick()
    started.until("findmnt -rno TARGET /media/stick-sda; true", lambda told: told == "")


def test_what_is_not_listed_on_usb_does_nothing(started: StartedMachine) -> None:
    state = "cat /sys/bus/usb/devices/*-1/authorized"
    started.monitor("device_add", driver="usb-kbd", id="keyboard", bus="usb.0", port="1")
    started.until(state, lambda told: told == "1")
    started.monitor("device_del", id="keyboard")
    started.until(state, lambda told: told not in ("0", "1"))
    started.ask("community-terminal machine set usb.only_listed=true")
    started.until("cat /run/udev/rules.d/73-community-terminal.rules", lambda told: 'authorized_default}="0"' in told)
    started.monitor("device_add", driver="usb-kbd", id="again", bus="usb.0", port="1")
    started.until(state, lambda told: told == "0")
    started.monitor("device_del", id="again")
    started.until(state, lambda told: told not in ("0", "1"))
    listed = started.ask("community-terminal machine set usb.allowed='[\"0627:0001 keyboard\"]'")
    assert listed == ""
    started.until("cat /run/udev/rules.d/73-community-terminal.rules", lambda told: "0627" in told)
    started.monitor("device_add", driver="usb-kbd", id="listed", bus="usb.0", port="1")
    started.until(state, lambda told: told == "1")


def test_an_address_that_is_set_here_is_the_machines(started: StartedMachine) -> None:
    has = "grep -c 192.168.1.20 /proc/net/fib_trie"
    servers = f"nsenter -t $(systemctl show -P MainPID {UNIT}) -m cat /etc/resolv.conf"
    assert started.ask(has) == "0"
    before = started.ask("cat /etc/resolv.conf")
    typed = """network.address='"192.168.1.20/24"' network.gateway='"192.168.1.1"' network.name_servers='["192.168.1.53"]'"""
    assert started.ask(f"community-terminal machine set {typed}") == ""
    started.until(has, partial(_at_least, 1))
    started.until("cat /proc/net/route", lambda told: "0101A8C0" in told)  # the gateway, as the kernel writes it
    started.until(servers, lambda told: told == "nameserver 192.168.1.53")
    started.until(f"systemctl is-active {UNIT}", lambda told: told == "active")
    assert started.ask("cat /etc/resolv.conf") == before, "the machine's own stays"
    assert started.ask("cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 | grep -vc local_address") == "0"
    assert started.ask("community-terminal machine set network.address='\"\"'") == ""
    started.until(has, lambda told: told == "0")
    started.until(servers, lambda told: told == before)


def test_the_clock_is_set_as_long_as_the_terminal_is_not_confirmed(started: StartedMachine) -> None:
    home = "/var/lib/terminal"
    asks = (
        "import json, time; told = dict(uptime=time.clock_gettime(time.CLOCK_BOOTTIME), wall=1924920000);"
        f' open("{home}/clock.json", "w").write(json.dumps(told))'
    )
    ask = f"setpriv --reuid=terminal --regid=terminal --init-groups python3 -c '{asks}'"
    ended = "systemctl show -p ExecMainStatus -p ExecMainExitTimestampMonotonic community-terminal-clock.service"
    assert "ExecMainExitTimestampMonotonic=0" in started.ask(ended).splitlines()
    assert started.ask(ask) == ""
    refused = started.until(ended, lambda told: "ExecMainExitTimestampMonotonic=0" not in told.splitlines())
    assert "ExecMainStatus=1" in refused.splitlines()
    assert started.ask("date +%Y") != "2030"
    started.ask(f"mv {home}/enrolment.json /run")
    try:
        assert started.ask(ask) == ""
        started.until("date +%F", lambda told: told == "2030-12-31")
        started.until("cat /sys/class/rtc/rtc0/date", lambda told: told == "2030-12-31")
        assert started.ask("systemctl is-failed community-terminal-clock.service") != "failed"
    finally:
        started.ask(f"date -s @{int(time.time())}; mv /run/enrolment.json {home}; systemctl restart {UNIT}")


@pytest.mark.xfail(reason="the server runs, turned, and the terminal draws on it; the emulated screen stays black", strict=True)
def test_the_other_display_is_one_setting_away(started: StartedMachine, output: Path) -> None:
    upright = started.picture_when(output / "started-kms.png", is_idle)
    started.ask("community-terminal machine set display.through='\"x11\"' display.rotation=90")
    started.until("systemctl is-active community-terminal-x11", lambda told: told == "active")
    started.until(f"systemctl is-active {UNIT}", lambda told: told == "active")

    def other(image: Image.Image) -> bool:
        blue = sum(all(abs(one - wanted) < 24 for one, wanted in zip(found, BLUE, strict=True)) for found in _thinned(image))
        return blue > 500 and ImageChops.difference(image.convert("RGB"), upright.convert("RGB")).getbbox() is not None

    assert started.picture_when(output / "started-x11.png", other, patience=200).size == upright.size
