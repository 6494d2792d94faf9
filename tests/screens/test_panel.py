"""The panel's model against real simulators, and real drivers at their other end."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from commands.demo.model_district import read_code
from commands.demo.window import draw_page
from devices.code_scanner.panel import NONSENSE
from devices.code_scanner.scanner import SerialScanner
from devices.document_camera.camera import PageCamera
from devices.id_card_reader.reader import SamVReader, serial_ways
from devices.page_printer.pdf_folder import PdfFolderPrinter
from devices.panel import panel_parts
from devices.receipt_printer.printer import EscPosPrinter
from devices.receipt_printer.profile import Confirmation, profile_for_width
from devices.simulation.process import SimulatorError, SimulatorProcess
from devices.transports.serial_port import SerialTransport
from devices.transports.tcp import TcpTransport, parse_host_port
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.receipts import Code, Line, PaperDocument
from kiosk.domain.sample_people import sample_person
from kiosk.domain.values import asdict
from kiosk.ports.devices import CardRead, CodeScanned, DocumentScanned, NoCard, NoPage, NoPageReason, PrintConfirmed, PrintUncertain
from kiosk.ports.simulator_panel import PanelState, Simulator, Simulators
from screens.panel import Panel

TODAY = date(2026, 11, 22)
TOKEN = "https://example.invalid/q/7F3K-9QWX"
RECEIPT = PaperDocument((Line("办件回执"), Code(TOKEN)))
PATIENCE = 5000  # ms

pytestmark = pytest.mark.usefixtures("qt")


class Bench:
    """The simulators, and whichever panel listens to them now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.panel: Panel | None = None
        self.card = SimulatorProcess("id_card_reader", "--pace", "0", on_event=self._to("reader"))
        self.scanner = SimulatorProcess("code_scanner", "--pace", "0", on_event=self._to("scanner"))
        self.printer = SimulatorProcess("receipt_printer", "--paper-dir", str(folder / "paper"), on_event=self._to("printer"))
        self.line = SimulatorProcess("network_line", "--target", "127.0.0.1:9")
        self.camera = SimulatorProcess("camera", "--folder", str(folder / "camera"))
        self.all = (self.card, self.scanner, self.printer, self.line, self.camera)

    def _to(self, device: str) -> Callable[[dict[str, Any]], None]:
        def hear(event: dict[str, Any]) -> None:
            if self.panel is not None:
                self.panel.hear(device, event)

        return hear

    def well(self) -> None:
        for command in ("replug", "clear", "take"):
            self.card.command(command)
        for command in ("unplug", "clear", "replug", "new_paper"):
            self.printer.command(command)
        self.scanner.command("replug")
        for command in ("replug", "clear"):
            self.camera.command(command)
        self.line.command("mode", mode="through")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("bench"))
    for simulator in made.all:
        simulator.start()
    yield made
    for simulator in made.all:
        simulator.stop()


def simulators_of(bench: Bench, folder: Path, **others: Simulator) -> Simulators:
    pages = folder / "pages"
    pages.mkdir()
    simulators = {
        "reader": bench.card,
        "scanner": bench.scanner,
        "printer": bench.printer,
        "line": bench.line,
        "camera": bench.camera,
        **others,
    }
    return Simulators(simulators, pages, folder / "pictures", read_code, draw_page, (SimulatorError,))


@pytest.fixture
def panel(bench: Bench, tmp_path: Path) -> Iterator[Panel]:
    bench.well()
    made = bench.panel = Panel(TODAY, panel_parts())
    made.attach(simulators_of(bench, tmp_path))
    yield made
    bench.panel = None
    made.close()


def until(panel: Panel, what: Callable[[PanelState], bool]) -> None:
    """Let Qt work until the panel knows it."""
    if what(panel.state):
        return
    loop, limit = QEventLoop(), QTimer()
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)

    def look() -> None:
        if what(panel.state):
            loop.quit()

    panel.changed.connect(look)
    limit.start(PATIENCE)
    loop.exec()
    limit.stop()
    panel.changed.disconnect(look)
    assert what(panel.state), asdict(panel.state)


def act(panel: Panel, key: str) -> None:
    """Touch it, and wait until the simulator has obeyed."""
    panel.act(key)
    until(panel, lambda state: key not in state.pending)
    assert not panel.state.failures


def test_a_card_that_is_laid_is_read_and_one_that_is_taken_is_gone(bench: Bench, panel: Panel) -> None:
    reader = SamVReader(lambda: serial_ways(bench.card.address, (115200,)))
    assert panel.status["reader"]["zh"] == "读卡区没有证件"
    act(panel, "lay-ouyang")
    assert panel.active["lay-ouyang"]
    assert panel.status["reader"]["zh"] == "欧阳䶮的身份证放上了"
    outcome = reader.read(0.0)
    assert isinstance(outcome, CardRead)
    assert outcome.card.number == sample_person("ouyang").number
    until(panel, lambda state: state.told.get("reader") == "read")
    assert panel.status["reader"] == {"tone": "good", "zh": "欧阳䶮的身份证已读出", "en": "Ouyang's card was read"}
    act(panel, "take")
    assert reader.read(0.0) == NoCard()
    assert panel.disabled["take"]
    reader.close()


def test_a_card_that_is_taken_too_early_is_seen_to_be_gone(bench: Bench, panel: Panel) -> None:
    reader = SamVReader(lambda: serial_ways(bench.card.address, (115200,)))
    act(panel, "reader-early")
    act(panel, "lay-wang")
    assert not isinstance(reader.read(0.0), CardRead)
    until(panel, lambda state: state.told.get("reader") == "early")
    assert panel.state.chosen["reader"] == ""
    act(panel, "reader-early")
    act(panel, "lay-wang")
    assert isinstance(reader.read(0.0), CardRead)
    reader.close()


def test_faults_of_the_reader(bench: Bench, panel: Panel) -> None:
    reader = SamVReader(lambda: serial_ways(bench.card.address, (115200,)))
    act(panel, "lay-li")
    act(panel, "reader-checksum")
    assert not isinstance(reader.read(0.0), CardRead)
    act(panel, "reader-checksum")
    assert isinstance(reader.read(0.0), CardRead)
    act(panel, "reader-unplug")
    assert panel.status["reader"]["zh"] == "阅读器没有连接"
    assert reader.status().kind is StatusKind.UNAVAILABLE
    act(panel, "reader-unplug")
    assert reader.status().kind is StatusKind.READY
    reader.close()


def test_faults_of_the_receipt_printer(bench: Bench, panel: Panel) -> None:
    printer = receipt_printer(bench)
    for fault, reason in (
        ("paper_out", Reason.PAPER_OUT),
        ("paper_low", Reason.PAPER_LOW),
        ("cover_open", Reason.COVER_OPEN),
        ("cutter", Reason.CUTTER),
        ("silent", Reason.SILENT),
        ("unplug", Reason.NOT_FOUND),
    ):
        act(panel, f"printer-{fault}")
        assert panel.active[f"printer-{fault}"]
        assert panel.status["printer"]["tone"] == "stored"
        assert printer.status().reason is reason
        act(panel, f"printer-{fault}")
        assert printer.status().kind is StatusKind.READY
    printer.close()


def receipt_printer(bench: Bench) -> EscPosPrinter:
    host, port = parse_host_port(bench.printer.address) or ("", 0)
    return EscPosPrinter(lambda: TcpTransport(host, port), profile_for_width(80, Confirmation.PROCESS_ID))


def test_receipts_come_out_as_pictures_and_the_code_of_the_last_is_scanned(bench: Bench, panel: Panel) -> None:
    assert panel.disabled["code-receipt"]
    printer = receipt_printer(bench)
    for serial in ("R-1", "R-2"):
        assert printer.print(RECEIPT, serial) == PrintConfirmed()
    printer.close()
    until(panel, lambda state: len(state.receipts) == 2)
    first, second = panel.printouts
    assert (first["zh"], second["zh"]) == ("回执 2", "回执 1")
    assert panel.selected == first
    assert Path(first["path"]).is_file()
    assert panel.status["printer"]["zh"] == "打印了2张回执"
    panel.select(second["path"])
    assert panel.selected == second

    scanner = SerialScanner(lambda: SerialTransport(bench.scanner.address, 9600))
    scanner.arm()
    act(panel, "code-receipt")
    assert scanner.scan(1.0) == CodeScanned(TOKEN, "Q1")
    until(panel, lambda state: state.told.get("scanner") == "scanned")
    assert panel.status["scanner"]["zh"] == "已扫到回执上的码"
    act(panel, "code-nonsense")
    assert scanner.scan(1.0) == CodeScanned(NONSENSE, "Q1")
    scanner.close()


def test_a_receipt_without_a_code_has_none_to_scan(bench: Bench, panel: Panel) -> None:
    printer = receipt_printer(bench)
    assert printer.print(PaperDocument((Line("一行字"),)), "R-1") == PrintConfirmed()
    printer.close()
    until(panel, lambda state: bool(state.receipts))
    act(panel, "code-receipt")
    assert panel.status["scanner"]["zh"] == "纸上没有能读的码"


def test_the_document_camera_sees_what_is_laid_there(bench: Bench, panel: Panel) -> None:
    camera = PageCamera(bench.camera.address)
    try:
        act(panel, "camera-certificate")
        assert isinstance(camera.scan(10.0), DocumentScanned)
        act(panel, "camera-corner")
        assert camera.scan(2.0) == NoPage(NoPageReason.CUT_OFF)
        act(panel, "camera-take")
        assert camera.scan(2.0) == NoPage(NoPageReason.NOTHING)
        act(panel, "camera-unplug")
        assert camera.status().reason is Reason.NOT_FOUND
        act(panel, "camera-unplug")
    finally:
        camera.close()


def test_the_page_printer_fails_as_told_and_its_copy_is_shown_and_scanned(bench: Bench, panel: Panel, tmp_path: Path) -> None:
    printer = PdfFolderPrinter(tmp_path / "pages")
    act(panel, "pages-paper-out")
    assert printer.status().reason is Reason.PAPER_OUT
    act(panel, "pages-paper-out")
    act(panel, "pages-jam")
    assert printer.print(page(), "L-1") == PrintUncertain(Reason.JAM)
    act(panel, "pages-jam")
    assert printer.print(page(), "L-2") == PrintConfirmed()
    until(panel, lambda state: state.copy.endswith("L-2.png"))
    assert [paper["kind"] for paper in panel.printouts] == ["copy"]
    assert panel.selected["source"].endswith("/pictures/L-2.png")

    scanner = SerialScanner(lambda: SerialTransport(bench.scanner.address, 9600))
    scanner.arm()
    act(panel, "code-copy")
    assert scanner.scan(1.0) == CodeScanned(TOKEN, "Q1")
    scanner.close()


def test_two_faults_of_the_page_printer_in_one_breath_are_both_set(panel: Panel, tmp_path: Path) -> None:
    panel.act("pages-jam")
    panel.act("pages-paper-out")
    until(panel, lambda state: not state.pending)
    assert panel.state.faults == {"pages-jam", "pages-paper-out"}
    assert json.loads((tmp_path / "pages" / "faults.json").read_text()) == {"print": "jam", "status": "paper-out"}


def page() -> bytes:
    """A PDF with a code on it."""
    import io

    import segno
    from PIL import Image

    code = io.BytesIO()
    segno.make(TOKEN, micro=False).save(code, kind="png", scale=8)
    pdf = io.BytesIO()
    Image.open(code).convert("RGB").save(pdf, "PDF", resolution=100)
    return pdf.getvalue()


def test_the_network(bench: Bench, panel: Panel) -> None:
    url = f"http://{bench.line.address}/"
    act(panel, "line-error")
    assert panel.active["line-error"]
    assert "line-through" not in panel.active
    with pytest.raises(HTTPError) as answer:
        urllib.request.urlopen(url, timeout=30)
    answer.value.close()
    assert answer.value.code == 500
    act(panel, "line-portal")
    with urllib.request.urlopen(url, timeout=30) as portal:
        assert portal.status == 200
    act(panel, "line-hang")
    with pytest.raises(TimeoutError):
        urllib.request.urlopen(url, timeout=0.1)
    act(panel, "line-cut")
    with pytest.raises(URLError):
        urllib.request.urlopen(url, timeout=30)
    act(panel, "line-through")
    assert panel.status["line"]["tone"] == "good"


def test_a_simulator_that_does_not_answer_blocks_nothing_and_is_told(bench: Bench, tmp_path: Path) -> None:
    asked, answer = threading.Event(), threading.Event()

    class Stubborn:
        def command(self, name: str, **arguments: Any) -> dict[str, Any]:
            asked.set()
            answer.wait(5)
            raise SimulatorError("gone")

    panel = Panel(TODAY, panel_parts())
    panel.attach(simulators_of(bench, tmp_path, line=Stubborn()))
    panel.act("line-cut")
    assert asked.wait(5)
    assert panel.disabled["line-cut"]
    assert panel.active.keys() == {"line-through"}
    answer.set()
    until(panel, lambda state: not state.pending)
    assert panel.status["line"] == {"tone": "bad", "zh": "模拟器没有照办", "en": "gone"}
    assert panel.active.keys() == {"line-through"}
    panel.close()


def test_a_bug_in_the_worker_is_not_lost(bench: Bench, tmp_path: Path) -> None:
    class Broken:
        def command(self, name: str, **arguments: Any) -> dict[str, Any]:
            raise ZeroDivisionError

    panel, loop = Panel(TODAY, panel_parts()), QEventLoop()
    bugs: list[Exception] = []

    def tell(bug: Exception) -> None:
        bugs.append(bug)
        loop.quit()

    panel.faulted.connect(tell)
    panel.attach(simulators_of(bench, tmp_path, line=Broken()))
    panel.act("line-cut")
    if not bugs:
        loop.exec()
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    panel.close()


def test_nothing_can_be_touched_before_the_simulators_run() -> None:
    panel = Panel(TODAY, panel_parts())
    panel.act("lay-wang")
    assert not panel.running
    assert panel.state == PanelState()
    panel.close()
