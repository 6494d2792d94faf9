"""What of a terminal the network can reach: named by the doctor, with the program; and nothing of the demo's or the tests' own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.demo.model_district import ModelDistrict
from commands.exposure import exposure
from devices.simulation import network_namespace
from devices.simulation.network_namespace import NetworkNamespace
from devices.smart_card_reader import private_pcscd
from devices.smart_card_reader.private_pcscd import PrivatePcscd
from devices.smart_card_reader.simulated_reader import SimulatedReader
from devices.smart_card_reader.sources import sources_line
from kiosk.technician.listening import Listener, Protocol, parse_sockets
from kiosk.technician.readiness import Verdict
from tests.devices import private_cups as private_cups
from tests.devices.private_cups import PrivateCups

ROOT = Path(__file__).parents[2]
_HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def row(address: str, state: str, inode: int = 7) -> str:
    return f"   0: {address} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000     0        0 {inode} 1 0 100 0 0 10 0\n"


def test_tables_of_sockets_are_read() -> None:
    rows = (("0100007F:1F90", "0A", 7), ("00000000:8C7B", "0A", 9), ("0100007F:A256", "01", 7), ("00000000:0277", "07", 7))
    table = _HEAD + "".join(row(*one) for one in rows)
    loopback, every = parse_sockets(table, Protocol.TCP)
    assert (loopback.text, loopback.reachable) == ("tcp 127.0.0.1:8080", False)
    assert (every.text, every.reachable, every.inode) == ("tcp 0.0.0.0:35963", True, 9)
    (waiting,) = parse_sockets(table, Protocol.UDP)
    assert waiting.text == "udp 0.0.0.0:631"


@pytest.mark.parametrize(
    ("written", "told", "reachable"),
    [
        ("00000000000000000000000000000000", "[::]", True),
        ("00000000000000000000000001000000", "[::1]", False),
        ("0000000000000000FFFF00000100007F", "[::ffff:7f00:1]", False),
        ("0000000000000000FFFF0000070200C0", "[::ffff:c000:207]", True),
    ],
)
def test_addresses_of_ipv6_are_read(written: str, told: str, reachable: bool) -> None:
    (listener,) = parse_sockets(_HEAD + row(f"{written}:0016", "0A"), Protocol.TCP)
    assert (listener.text, listener.reachable) == (f"tcp {told}:22", reachable)


@given(st.text())
def test_what_is_no_table_is_an_error_or_nothing(text: str) -> None:
    with suppress(ValueError):
        assert all(found.protocol is Protocol.TCP for found in parse_sockets(_HEAD + text, Protocol.TCP))


def within(network: NetworkNamespace, *as_user: str) -> dict[str, tuple[str, str, str]]:
    """The lines as a doctor would tell them in that network: verdict, detail and what to do."""
    program = (
        "import json; from commands.exposure import exposure, listeners_line;"
        "print(json.dumps({line.key: (line.verdict.value, line.detail, line.todo.en if line.todo else '')"
        " for line in [listeners_line(exposure())]}))"
    )
    command = network.command(*as_user, sys.executable, "-c", program)
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=20).stdout
    return {key: tuple(value) for key, value in json.loads(told).items()}


needs_network = pytest.mark.skipif(bool(network_namespace.missing()), reason=f"not here: {network_namespace.missing()}")
needs_pcscd = pytest.mark.skipif(bool(private_pcscd.missing()), reason=f"not here: {private_pcscd.missing()}")


@pytest.fixture
def network() -> Iterator[NetworkNamespace]:
    made = NetworkNamespace()
    made.start()
    yield made
    made.stop()


_LISTEN = "import socket, sys; s = socket.create_server((sys.argv[1], 4711)); print('up', flush=True); sys.stdin.read()"


@needs_network
@pytest.mark.parametrize(("address", "verdict"), [("", "bad"), ("127.0.0.1", "good")])
def test_our_program_open_to_the_network_is_bad(network: NetworkNamespace, address: str, verdict: str) -> None:
    command = network.command(sys.executable, "-c", _LISTEN, address)
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"up\n"
        told = within(network)["open_to_network"]
        assert program.stdin is not None
        program.stdin.close()
    assert told[0] == verdict
    assert told[1] == (f"python ({program.pid}): tcp 0.0.0.0:4711" if verdict == "bad" else "")


@pytest.fixture
def pcscd() -> Iterator[NetworkNamespace]:
    """The network of a pcscd with vpcd, seen from within."""
    with tempfile.TemporaryDirectory(prefix="pcsc-") as folder:
        pcscd = PrivatePcscd(Path(folder))
        try:
            pcscd.start()
            assert pcscd.network is not None
            yield pcscd.network
        finally:
            pcscd.close()


@needs_pcscd
def test_a_pcscd_that_takes_cards_from_the_network_is_bad(pcscd: NetworkNamespace) -> None:
    told = within(pcscd)["open_to_network"]
    assert told[0] == "bad"
    assert {line.partition(": ")[2] for line in told[1].splitlines()} == {"tcp 0.0.0.0:35963", "tcp 0.0.0.0:35964"}
    assert all(line.startswith("pcscd (") for line in told[1].splitlines())
    assert "purge vsmartcard-vpcd" in told[2]


def test_a_virtual_reader_that_is_installed_is_bad(tmp_path: Path) -> None:
    drivers, configured = tmp_path / "drivers", tmp_path / "conf"
    (drivers / "serial").mkdir(parents=True)
    configured.mkdir()
    assert sources_line(configured=configured, drivers=drivers).verdict is Verdict.GOOD
    (drivers / "serial" / "libifdvpcd.so.0.8").touch()
    line = sources_line(configured=configured, drivers=drivers)
    assert (line.verdict, line.detail) == (Verdict.BAD, str(drivers / "serial" / "libifdvpcd.so.0.8"))
    (drivers / "serial" / "libifdvpcd.so.0.8").unlink()
    (configured / "cards").write_text('FRIENDLYNAME "Cards"\nDEVICENAME /dev/null:35963\nLIBPATH /opt/libifdvpcd.so\n')
    line = sources_line(configured=configured, drivers=drivers)
    assert (line.verdict, line.detail) == (Verdict.BAD, f'"Cards" in {configured / "cards"}')
    assert line.todo is not None
    assert "purge vsmartcard-vpcd" in line.todo.zh


def test_a_serial_reader_is_noted_unless_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "twin").write_text('FRIENDLYNAME "Twin"\nDEVICENAME /dev/ttyS0\nLIBPATH /usr/lib/libccidtwin.so\n')
    for named, verdict in (("auto", Verdict.NOTICE), ("", Verdict.NOTICE), ("Twin", Verdict.GOOD), ("Twin 00 00", Verdict.GOOD)):
        line = sources_line(named, configured=tmp_path, drivers=tmp_path / "none")
        assert line.verdict is verdict


@needs_pcscd
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_who_may_not_see_a_program_is_told_to_be_root(pcscd: NetworkNamespace) -> None:
    told = within(pcscd, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")["open_to_network"]
    assert told[0] == "notice"
    assert "it may be" in told[1]
    assert "pcscd" in told[1].splitlines()[-1]
    assert "tcp 0.0.0.0:35963" in told[1].splitlines()
    assert told[2] == "Run this again with sudo"


def family(of: int) -> set[int]:
    """A process and all that it started, as /proc knows them."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended
    found, new = {of}, {of}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - found
        found |= new
    return found


def reachable_of_ours() -> list[str]:
    mine = family(os.getpid())
    return [f"{program.name} {one.listener.text}" for one in exposure().sockets for program in one.holders if program.pid in mine]


@pytest.mark.timeout(120)
@needs_pcscd
def test_nothing_of_the_demo_listens_beyond_loopback(tmp_path: Path, prepared_district: Path) -> None:
    district = ModelDistrict(tmp_path, social=True, like=prepared_district)
    try:
        district.start()
        assert district.social is not None
        district.social.command("lay", card="wang")
        assert reachable_of_ours() == []
    finally:
        district.stop()


@pytest.mark.timeout(60)
@pytest.mark.skipif(bool(private_cups.missing()), reason=f"not here: {private_cups.missing()}")
def test_nothing_of_a_private_cups_listens_beyond_loopback() -> None:
    with tempfile.TemporaryDirectory(prefix="cups-") as folder:
        cups = PrivateCups(Path(folder))
        try:
            cups.start()
            assert reachable_of_ours() == []
        finally:
            cups.stop()


def test_what_listens_beyond_loopback_is_found() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waiting:
        waiting.bind(("0.0.0.0", 0))
        assert f"udp 0.0.0.0:{waiting.getsockname()[1]}" in " ".join(reachable_of_ours())
        assert Listener(Protocol.UDP, "0.0.0.0", waiting.getsockname()[1], os.fstat(waiting.fileno()).st_ino) in {
            one.listener for one in exposure().sockets
        }


def test_without_a_network_of_its_own_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_namespace, "_way", tuple)
    assert "a network namespace" in private_pcscd.missing()
    assert "a network namespace" in private_cups.missing()
    with pytest.raises(RuntimeError, match="a network namespace"):
        SimulatedReader()
    with pytest.raises(RuntimeError, match="no network of its own"):
        NetworkNamespace().start()
