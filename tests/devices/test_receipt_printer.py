"""The real driver against the simulated printer, over TCP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from devices.receipt_printer.layout import PaperLine, lay_out
from devices.receipt_printer.printer import EscPosPrinter
from devices.receipt_printer.profile import Confirmation, profile_for_width
from devices.simulation.process import SimulatorError, SimulatorProcess
from devices.transports.tcp import TcpTransport, parse_host_port
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.receipts import Code, Line, PaperDocument, Row, Rule, Space, TextSize
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintSent, PrintUncertain

RECEIPT = PaperDocument(
    (
        Line("收件回执", TextSize.LARGE, bold=True, centred=True),
        Line("20261122 000017", TextSize.LARGE, centred=True),
        Rule(),
        Row("申请人", "王*"),
        Row("办理地点", "样板区梧桐街道香樟路220弄19号社区事务受理服务中心二楼"),
        Space(),
        Line("审核结果将以短信发送到您预留的手机；如需补正，短信会说明“补什么、到哪里补”。"),
        Code("https://example.invalid/q/7F3K-9QWX"),
    )
)
RARE = PaperDocument((Row("姓名", "欧阳䶮、陈𠮷"), Line("䶮𠮷", TextSize.LARGE, centred=True), Line("普通的一行")))

Open = Callable[..., EscPosPrinter]


def driver(simulator: SimulatorProcess, confirmation: Confirmation = Confirmation.PROCESS_ID, width: int = 80) -> EscPosPrinter:
    host, port = parse_host_port(simulator.address) or ("", 0)
    return EscPosPrinter(lambda: TcpTransport(host, port), profile_for_width(width, confirmation))


@pytest.fixture
def printer(receipt_simulator: SimulatorProcess) -> Iterator[EscPosPrinter]:
    made = driver(receipt_simulator)
    yield made
    made.close()


def native_lines(document: PaperDocument, columns: int) -> list[str]:
    return [item.text for item in lay_out(document, columns) if isinstance(item, PaperLine)]


def test_a_receipt_is_printed_confirmed_and_says_what_the_document_says(
    receipt_simulator: SimulatorProcess, printer: EscPosPrinter
) -> None:
    assert printer.status().kind is StatusKind.READY
    assert printer.print(RECEIPT, "R-1") == PrintConfirmed()
    receipt = receipt_simulator.wait_for("receipt")
    assert receipt["errors"] == []
    assert receipt["text"] == native_lines(RECEIPT, 48)
    assert len(receipt["images"]) >= 1  # the code


def test_58_mm(tmp_path: Path) -> None:
    with SimulatorProcess("receipt_printer", "--width-mm", "58", "--paper-dir", str(tmp_path)) as simulator:
        printer = driver(simulator, width=58)
        assert printer.print(RECEIPT, "R-1") == PrintConfirmed()
        printer.close()
        receipt = simulator.wait_for("receipt")
    assert (receipt["errors"], receipt["text"]) == ([], native_lines(RECEIPT, 32))


def test_lines_with_rare_characters_come_as_images_and_others_as_characters(
    receipt_simulator: SimulatorProcess, printer: EscPosPrinter
) -> None:
    assert printer.print(RARE, "R-1") == PrintConfirmed()
    receipt = receipt_simulator.wait_for("receipt")
    assert (receipt["errors"], receipt["text"]) == ([], ["普通的一行"])
    sheet = Image.open(receipt["png"])
    (row_top, row_height), (large_top, large_height) = receipt["images"]
    assert (row_height, large_height) == (30, 48)
    for top, height in ((row_top, row_height), (large_top, large_height)):
        band = sheet.crop((0, top, sheet.width, top + height))
        dark = sum(band.histogram()[:128])
        assert 0.02 * band.width * band.height < dark < 0.5 * band.width * band.height
    # Both rare characters are there, each in its cell: 姓名 and two blanks take 6 columns of 12 dots, 欧阳 4 more.
    for column in (10, 16):
        cell = sheet.crop((32 + column * 12, row_top, 32 + (column + 2) * 12, row_top + 24))
        assert sum(cell.histogram()[:128]) > 40


def test_a_font_that_has_more_gets_more_as_characters(tmp_path: Path) -> None:
    with SimulatorProcess("receipt_printer", "--extra-characters", "䶮𠮷", "--paper-dir", str(tmp_path)) as simulator:
        host, port = parse_host_port(simulator.address) or ("", 0)
        printer = EscPosPrinter(lambda: TcpTransport(host, port), profile_for_width(80, Confirmation.PROCESS_ID, "䶮𠮷"))
        assert printer.print(RARE, "R-1") == PrintConfirmed()
        printer.close()
        receipt = simulator.wait_for("receipt")
    assert (receipt["errors"], receipt["images"], receipt["text"]) == ([], [], native_lines(RARE, 48))


def test_transmitted_status_and_no_confirmation_are_only_sent(receipt_simulator: SimulatorProcess) -> None:
    for confirmation in (Confirmation.TRANSMIT_STATUS, Confirmation.NONE):
        printer = driver(receipt_simulator, confirmation)
        assert printer.print(RECEIPT, "R-1") == PrintSent()
        printer.close()
        assert receipt_simulator.wait_for("receipt")["errors"] == []


@pytest.mark.parametrize(
    ("mute", "way", "outcome"),
    [
        ((), Confirmation.PROCESS_ID, PrintConfirmed()),
        (("mute_process_id",), Confirmation.TRANSMIT_STATUS, PrintSent()),
        (("mute_process_id", "mute_status"), Confirmation.NONE, PrintSent()),
    ],
)
@pytest.mark.parametrize("looked", [True, False])
def test_how_a_printer_confirms_is_found_out_and_remembered(
    receipt_simulator: SimulatorProcess, mute: tuple[str, ...], way: Confirmation, outcome: object, looked: bool
) -> None:
    for fault in mute:
        receipt_simulator.command("fault", kind=fault)
    printer = driver(receipt_simulator, Confirmation.AUTO)
    if looked:
        assert printer.status().kind is StatusKind.READY
    assert printer.print(RECEIPT, "R-1") == outcome
    receipt = receipt_simulator.wait_for("receipt")
    assert (receipt["errors"], receipt["text"]) == ([], native_lines(RECEIPT, 48)), "what it was asked is not on the paper"
    began = time.monotonic()
    assert printer.print(PaperDocument((Line("下一位"),)), "R-2") == outcome
    assert time.monotonic() - began < 0.7, "it is not asked again"
    assert printer.confirmation() is way
    printer.close()


def test_a_printer_in_trouble_is_not_taken_for_one_without_words(receipt_simulator: SimulatorProcess) -> None:
    printer = driver(receipt_simulator, Confirmation.AUTO)
    receipt_simulator.command("fault", kind="cover_open")
    assert printer.status().reason is Reason.COVER_OPEN
    assert printer.confirmation() is None
    receipt_simulator.command("clear")
    assert printer.print(RECEIPT, "R-1") == PrintConfirmed()
    printer.close()


def test_a_printer_that_is_cutting_is_given_time_to_answer(tmp_path: Path) -> None:
    with SimulatorProcess("receipt_printer", "--paper-speed", "15", "--paper-dir", str(tmp_path)) as simulator:
        printer = driver(simulator, Confirmation.AUTO)
        printer.cut_remnant()
        began = time.monotonic()
        assert printer.status().kind is StatusKind.READY
        assert time.monotonic() - began > 0.7, "it was at work"
        assert printer.confirmation() is Confirmation.PROCESS_ID
        printer.close()


def test_a_printer_out_of_which_nothing_comes_is_not_confirmed(receipt_simulator: SimulatorProcess) -> None:
    for fault in ("mute_process_id", "mute_status", "no_paper_comes"):
        receipt_simulator.command("fault", kind=fault)
    printer = driver(receipt_simulator, Confirmation.AUTO)
    assert printer.status().kind is StatusKind.READY
    assert printer.print(RECEIPT, "R-1") == PrintSent()
    with pytest.raises(SimulatorError):
        receipt_simulator.wait_for("receipt", 0.05)
    printer.close()


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        ("paper_out", StatusKind.UNAVAILABLE, Reason.PAPER_OUT),
        ("cover_open", StatusKind.UNAVAILABLE, Reason.COVER_OPEN),
        ("cutter", StatusKind.UNAVAILABLE, Reason.CUTTER),
        ("silent", StatusKind.UNAVAILABLE, Reason.SILENT),
        ("garbage", StatusKind.UNKNOWN, Reason.GARBLED),
    ],
)
def test_a_printer_that_is_not_well_prints_nothing(
    receipt_simulator: SimulatorProcess, printer: EscPosPrinter, fault: str, kind: StatusKind, reason: Reason
) -> None:
    receipt_simulator.command("fault", kind=fault)
    began = time.monotonic()
    status = printer.status()
    assert time.monotonic() - began <= 2.0
    assert (status.kind, status.reason) == (kind, reason)
    assert not status.usable
    assert printer.print(RECEIPT, "R-1") == PrintFailed(reason)
    receipt_simulator.command("clear")
    with pytest.raises(SimulatorError):
        receipt_simulator.wait_for("printing", 0.05)
    assert printer.print(RECEIPT, "R-2") == PrintConfirmed()


LONG = PaperDocument(tuple(Code(f"https://example.invalid/q/7F3K-9QWX-{number}") for number in range(20)))


def test_a_printer_that_takes_no_more_is_called_so_and_takes_again(receipt_simulator: SimulatorProcess) -> None:
    receipt_simulator.command("fault", kind="buffer_full")
    printer = driver(receipt_simulator)
    assert printer.status().kind is StatusKind.READY, "there is room for a question"
    assert printer.print(LONG, "R-1") == PrintUncertain(Reason.BUFFER_FULL)
    receipt_simulator.command("clear")
    assert printer.status().kind is StatusKind.READY
    assert printer.print(RECEIPT, "R-2") == PrintConfirmed()
    printer.close()


def test_paper_low_is_a_warning(receipt_simulator: SimulatorProcess, printer: EscPosPrinter) -> None:
    receipt_simulator.command("fault", kind="paper_low")
    status = printer.status()
    assert (status.kind, status.reason) == (StatusKind.ATTENTION, Reason.PAPER_LOW)
    assert printer.print(RECEIPT, "R-1") == PrintConfirmed()


@pytest.mark.parametrize("at", [1, 200, 1200, 5000])
@pytest.mark.parametrize("confirmation", list(Confirmation))
def test_paper_that_ends_within_a_receipt_is_seen_and_what_was_left_never_comes_out(
    receipt_simulator: SimulatorProcess, confirmation: Confirmation, at: int
) -> None:
    printer = driver(receipt_simulator, confirmation)
    assert printer.status().kind is StatusKind.READY
    receipt_simulator.command("fault", kind="paper_out_after_bytes", bytes=at)
    assert printer.print(RECEIPT, "R-1") == PrintUncertain(Reason.PAPER_OUT)
    assert printer.status().reason is Reason.PAPER_OUT
    receipt_simulator.command("clear")
    assert printer.status().kind is StatusKind.READY
    scrap = receipt_simulator.wait_for("receipt")  # the torn-off piece, cut by itself
    whole = native_lines(RECEIPT, 48)
    assert scrap["text"] == whole[: len(scrap["text"])]
    assert len(scrap["text"]) < len(whole) or at > 1000  # the code comes last, and is an image
    document = PaperDocument((Line("下一位的回执"),))
    assert printer.print(document, "R-2") in (PrintConfirmed(), PrintSent())
    following = receipt_simulator.wait_for("receipt")
    assert (following["text"], following["errors"]) == (["下一位的回执"], [])
    printer.close()


def test_a_printer_that_falls_silent_leaves_it_uncertain(receipt_simulator: SimulatorProcess) -> None:
    printer = driver(receipt_simulator)
    original = printer._send

    def send_then_hang(pieces: Iterator[bytes]) -> Reason | None:
        receipt_simulator.command("fault", kind="silent")
        return original(pieces)

    printer._send = send_then_hang  # type: ignore[method-assign]
    assert printer.print(RECEIPT, "R-1") == PrintUncertain(Reason.SILENT)
    printer.close()


def test_a_printer_unplugged_within_a_receipt_leaves_it_uncertain(receipt_simulator: SimulatorProcess) -> None:
    printer = driver(receipt_simulator)
    original = printer._finish

    def unplug_then_wait() -> object:
        receipt_simulator.command("unplug")
        return original()

    printer._finish = unplug_then_wait  # type: ignore[method-assign, assignment]
    assert printer.print(RECEIPT, "R-1") == PrintUncertain(Reason.NOT_FOUND)
    assert printer.status().reason is Reason.NOT_FOUND
    receipt_simulator.command("replug")
    assert printer.status().kind is StatusKind.READY
    printer.close()


def test_a_printer_that_is_not_there(receipt_simulator: SimulatorProcess, printer: EscPosPrinter) -> None:
    receipt_simulator.command("unplug")
    assert printer.status().reason is Reason.NOT_FOUND
    assert printer.print(RECEIPT, "R-1") == PrintFailed(Reason.NOT_FOUND)
    receipt_simulator.command("replug")
    assert printer.print(RECEIPT, "R-1") == PrintConfirmed()


def test_a_printing_printer_is_waited_for(tmp_path: Path) -> None:
    with SimulatorProcess("receipt_printer", "--paper-speed", "100", "--paper-dir", str(tmp_path)) as simulator:
        printer = driver(simulator)
        began = time.monotonic()
        assert printer.print(RECEIPT, "R-1") == PrintConfirmed()
        assert time.monotonic() - began > 0.5  # some 80 mm of paper
        assert simulator.wait_for("receipt")["errors"] == []
        printer.close()


def test_a_terminal_that_was_busy_does_not_call_the_printer_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever the driver's thread has waited, two seconds pass before it gets to look at the clock."""
    late = SimpleNamespace(monotonic=lambda: time.monotonic() + 2.0 * len(waited))
    waited: list[float] = []

    class Late(TcpTransport):
        def read(self, max_bytes: int, timeout: float) -> bytes:
            if not (data := super().read(max_bytes, timeout)):
                waited.append(timeout)
            return data

    with SimulatorProcess("receipt_printer", "--paper-speed", "100", "--paper-dir", str(tmp_path)) as simulator:
        host, port = parse_host_port(simulator.address) or ("", 0)
        printer = EscPosPrinter(lambda: Late(host, port), profile_for_width(80, Confirmation.PROCESS_ID))
        monkeypatch.setattr("devices.receipt_printer.printer.time", late)
        assert printer.print(RECEIPT, "R-1") == PrintConfirmed()
        assert len(waited) >= 2
        simulator.command("fault", kind="silent")
        assert printer.status().reason is Reason.SILENT
        printer.close()


def test_status_nobody_asked_for_is_not_mistaken(tmp_path: Path) -> None:
    with SimulatorProcess("receipt_printer", "--asb", "--paper-dir", str(tmp_path)) as simulator:
        printer = driver(simulator)
        for fault, reason in (("paper_low", Reason.PAPER_LOW), ("cover_open", Reason.COVER_OPEN)):
            assert printer.status().reason is None
            simulator.command("fault", kind=fault)
            assert printer.status().reason is reason
            simulator.command("clear")
        assert printer.print(RECEIPT, "R-1") == PrintConfirmed()
        printer.close()


def test_the_first_byte_leaves_at_once(receipt_simulator: SimulatorProcess, printer: EscPosPrinter) -> None:
    for _ in range(2):  # as the supervisor does in the first two seconds
        assert printer.status().kind is StatusKind.READY
    best = 9.9
    for _ in range(3):
        began = time.monotonic()
        original = printer._send

        def send(pieces: Iterator[bytes], began: float = began) -> Reason | None:
            nonlocal best
            best = min(best, time.monotonic() - began)
            return original(pieces)  # noqa: B023

        printer._send = send  # type: ignore[method-assign]
        assert printer.print(RECEIPT, "R-1") == PrintConfirmed()
        printer._send = original  # type: ignore[method-assign]
    assert best < 0.05


def test_what_another_process_left_hanging_is_cut_off_before_the_next_receipt(receipt_simulator: SimulatorProcess) -> None:
    """The terminal was killed in the middle of a receipt: half of it hangs from the printer."""
    killed = driver(receipt_simulator)
    receipt_simulator.command("fault", kind="paper_out_after_bytes", bytes=300)
    assert isinstance(killed.print(RECEIPT, "R-1"), PrintUncertain)
    killed.close()
    receipt_simulator.command("clear")
    following = driver(receipt_simulator)
    following.cut_remnant()
    assert following.print(PaperDocument((Line("下一位"),)), "R-2") == PrintConfirmed()
    following.close()
    first, second = receipt_simulator.wait_for("receipt"), receipt_simulator.wait_for("receipt")
    assert "收件回执" in first["text"]
    assert second["text"] == ["下一位"]
