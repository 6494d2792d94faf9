"""The A4 printer that is named by its address: what is an address, and the queue that CUPS makes for it, at a real scheduler."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from commands.command_line import application
from commands.print_queue import wanted_uri
from commands.set_up_devices import SetUpDevices
from commands.terminal_folder import TerminalFolder
from devices.device_type import Surroundings
from devices.page_printer.cups_printer import CupsPrinter
from devices.page_printer.network_queue import QUEUE, printer_uri
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import Device, PrintConfirmed
from tests.devices.private_cups import PrivateCups, missing, running, specimen

REAL = pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("192.0.2.60", "ipp://192.0.2.60/ipp/print"),
        ("192.0.2.60:8631", "ipp://192.0.2.60:8631/ipp/print"),
        ("a4.example", "ipp://a4.example/ipp/print"),
        ("[2001:db8::60]", "ipp://[2001:db8::60]/ipp/print"),
        ("ipps://a4.example/ipp", "ipps://a4.example/ipp"),
        *((wrong, None) for wrong in ("", "-a", "file:///etc/passwd", "socket://192.0.2.60", "http://192.0.2.60", "ipp://")),
        *(
            (wrong, None)
            for wrong in ("a b", "ipp://me:secret@a4", "a4?waitjob=false", "a4#x", "a4:0", "a4:65536", "a4\n", 7, "a" * 201)
        ),
    ],
)
def test_an_address_is_a_host_or_an_ipp_address(address: object, uri: str | None) -> None:
    assert printer_uri(address) == uri


@given(st.text(max_size=60) | st.from_regex(r"(ipps?://)?[a-z0-9.\-:/@?#%\[\]]{0,40}", fullmatch=True))
def test_whatever_is_typed_leads_to_a_printer_or_nowhere(address: str) -> None:
    uri = printer_uri(address)
    if uri is not None:
        parts = urlsplit(uri)
        assert parts.scheme in ("ipp", "ipps")
        assert parts.hostname
        assert parts.path.startswith("/")
        assert (parts.username, parts.password, parts.query, parts.fragment) == (None, None, "", "")
        assert printer_uri(uri) == uri


def written(home: Path, address: str) -> Path:
    (home / "terminal.toml").write_text(f'[page_printer]\ndriver = "ipp"\naddress = "{address}"\n')
    return home


@pytest.mark.parametrize(
    "text", ["", "[page_printer", 'page_printer = 3\n[speaker]\ndriver = "espeak_ng"', '[page_printer]\ndriver="cups"']
)
def test_no_other_file_wants_a_queue(tmp_path: Path, text: str) -> None:
    (tmp_path / "terminal.toml").write_text(text)
    assert wanted_uri(tmp_path) is None
    assert CliRunner().invoke(application, ["machine", "queue", "--home", str(tmp_path)]).exit_code == 0


def test_no_link_is_followed_and_no_address_but_a_printers_is_taken(tmp_path: Path) -> None:
    assert wanted_uri(written(tmp_path, "192.0.2.60")) == "ipp://192.0.2.60/ipp/print"
    assert wanted_uri(written(tmp_path, "file:///dev/sda")) is None
    written(tmp_path, "192.0.2.60").joinpath("terminal.toml").rename(tmp_path / "other")
    (tmp_path / "terminal.toml").symlink_to(tmp_path / "other")
    assert wanted_uri(tmp_path) is None


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with running() as made:
        yield made


@pytest.fixture
def making(cups: PrivateCups, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """What makes the queue, for a printer at which nobody answers."""
    command = (
        "import sys; from pathlib import Path; from commands.print_queue import make_queue;"
        " make_queue(Path(sys.argv[1]), sys.argv[2], patience=0.3)"
    )
    process = subprocess.Popen([sys.executable, "-c", command, written(tmp_path, "127.0.0.1:9"), cups.server], cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        cups.remove_queue(QUEUE)


def until(condition: Callable[[], bool], timeout: float = 20.0) -> None:
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@REAL
@pytest.mark.cups
@pytest.mark.timeout(60)
def test_a_queue_is_made_for_the_printer_that_answers(cups: PrivateCups, making: subprocess.Popen[bytes], tmp_path: Path) -> None:
    with closing(CupsPrinter(QUEUE, cups.server, cups.printer_uri)) as printer:
        until(lambda: QUEUE in cups.ask("lpstat", "-v"))
        told = printer.status()
        assert (told.kind, told.reason) == (StatusKind.UNAVAILABLE, Reason.SILENT), "its queue leads elsewhere"
        with closing(CupsPrinter(QUEUE, cups.server, "ipp://127.0.0.1:9/ipp/print")) as another:
            assert another.status().reason is Reason.SILENT, "nobody has answered"
        written(tmp_path, cups.printer_uri)
        assert making.wait(20) == 0
        assert printer.status().kind is StatusKind.READY
        assert isinstance(printer.print(specimen(), "A4-1"), PrintConfirmed)


@REAL
@pytest.mark.cups
@pytest.mark.timeout(60)
def test_a_printer_that_is_switched_on_later_is_asked_again(
    cups: PrivateCups, making: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    cups.stop_printer()
    written(tmp_path, cups.printer_uri)
    until(lambda: cups.printer_uri in cups.ask("lpstat", "-v", QUEUE))
    assert making.poll() is None
    cups.start_printer()
    assert making.wait(20) == 0


@REAL
@pytest.mark.cups
@pytest.mark.timeout(60)
def test_the_set_up_waits_for_the_queue_and_tries_it(
    cups: PrivateCups, making: subprocess.Popen[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", cups.server)
    devices = SetUpDevices(TerminalFolder(tmp_path), Surroundings())
    assert devices.write_typed(Device.PAGE_PRINTER, "ipp", "no address") is not None
    assert (
        devices.write_typed(Device.PAGE_PRINTER, "ipp", cups.printer_uri.removeprefix("ipp://").removesuffix("/ipp/print")) is None
    )
    before = cups.printed()
    assert devices.attempt(Device.PAGE_PRINTER).good
    assert cups.printed() == before + 1
    assert making.wait(20) == 0
