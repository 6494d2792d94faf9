"""The device hub with real drivers and simulators, and its worker with a driver made for the test."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices import card_jobs
from devices.driver_access import DriverAccess, Job
from devices.runtime.hub import open_device_hub
from devices.runtime.worker import Worker
from devices.simulation.process import SimulatorProcess
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.receipts import Line, PaperDocument
from kiosk.ports.device_hub import (
    Cancel,
    CardGone,
    DeviceAnswer,
    DeviceEvent,
    DeviceRequest,
    PrintPages,
    PrintReceipt,
    ReadCard,
    ReadSocialCard,
    ScanCode,
    ScanDocument,
    Speak,
    SpeechProgressed,
    StatusChanged,
    WaitForNoCard,
)
from kiosk.ports.devices import (
    CameraUnavailable,
    CardRead,
    CardUnreadable,
    CodeScanned,
    Device,
    DeviceStatus,
    DocumentScanned,
    NoCard,
    PrintConfirmed,
    PrintFailed,
    ReaderUnavailable,
    ScannerUnavailable,
)
from kiosk.ports.voice import Loudness, NotSpoken, Speed, Spoken

DOCUMENT = PaperDocument((Line("回执"),))


class Events:
    """What a hub posted, waited for by what it is."""

    def __init__(self) -> None:
        self._queue: queue.Queue[DeviceEvent] = queue.Queue()
        self.seen: list[DeviceEvent] = []

    def post(self, event: DeviceEvent) -> None:
        self._queue.put(event)

    def wait(self, wanted: Callable[[DeviceEvent], bool], timeout: float = 8.0) -> DeviceEvent:
        until = time.monotonic() + timeout
        while True:
            event = self._queue.get(timeout=max(until - time.monotonic(), 0.001))
            self.seen.append(event)
            if wanted(event):
                return event

    def answer(self, request_id: str) -> Any:
        event = self.wait(lambda event: isinstance(event, DeviceAnswer) and event.request_id == request_id)
        assert isinstance(event, DeviceAnswer)
        return event.outcome

    def status(self, device: Device, kind: StatusKind, reason: Reason | None = None) -> None:
        self.wait(
            lambda event: (
                isinstance(event, StatusChanged)
                and (event.device, event.status.kind, event.status.reason) == (device, kind, reason)
            )
        )

    def nothing_more(self) -> bool:
        return self._queue.empty()


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def hub(
    events: Events,
    tmp_path: Path,
    card_simulator: SimulatorProcess,
    code_simulator: SimulatorProcess,
    receipt_simulator: SimulatorProcess,
) -> Iterator[Any]:
    made = open_device_hub(
        {
            "id_card_reader": {"driver": "sam_v_serial", "address": card_simulator.address},
            "code_scanner": {"driver": "serial", "address": code_simulator.address},
            "receipt_printer": {"driver": "escpos_network", "address": receipt_simulator.address, "confirm": "process_id"},
            "page_printer": {"driver": "pdf_folder", "folder": str(tmp_path / "pages")},
        },
        events.post,
    )
    made.start()
    yield made
    made.stop()
    assert not [thread for thread in threading.enumerate() if thread.name in {device.value for device in Device}]


def test_every_device_tells_that_it_is_ready(hub: Any, events: Events) -> None:
    waiting = set(Device)
    while waiting:
        event = events.wait(lambda event: isinstance(event, StatusChanged))
        assert isinstance(event, StatusChanged)
        configured = event.device in (Device.ID_CARD_READER, Device.CODE_SCANNER, Device.RECEIPT_PRINTER, Device.PAGE_PRINTER)
        assert event.status.kind is (StatusKind.READY if configured else StatusKind.UNAVAILABLE)
        waiting.remove(event.device)


def test_a_card_that_comes_is_read_and_its_leaving_told(hub: Any, events: Events, card_simulator: SimulatorProcess) -> None:
    hub.request(ReadCard("a"))
    events.status(Device.ID_CARD_READER, StatusKind.READY)
    card_simulator.command("lay", card="chen")
    outcome = events.answer("a")
    assert isinstance(outcome, CardRead)
    assert outcome.card.name == "陈𠮷"
    hub.request(WaitForNoCard("b"))
    card_simulator.command("take")
    assert events.answer("b") == CardGone()


def test_a_cancelled_request_has_no_answer(hub: Any, events: Events, card_simulator: SimulatorProcess) -> None:
    hub.request(ReadCard("a"))
    hub.request(Cancel("a"))
    hub.request(WaitForNoCard("b"))  # served after the cancel
    assert events.answer("b") == CardGone()
    card_simulator.command("lay", card="li")
    hub.request(ReadCard("c"))
    assert isinstance(events.answer("c"), CardRead)
    assert not [event for event in events.seen if isinstance(event, DeviceAnswer) and event.request_id == "a"]


def test_a_reader_that_is_unplugged_answers_once_and_comes_back(hub: Any, events: Events, card_simulator: SimulatorProcess) -> None:
    hub.request(ReadCard("a"))
    events.status(Device.ID_CARD_READER, StatusKind.READY)
    card_simulator.command("unplug")
    assert events.answer("a") == ReaderUnavailable(Reason.NOT_FOUND)
    events.status(Device.ID_CARD_READER, StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
    card_simulator.command("replug")
    events.status(Device.ID_CARD_READER, StatusKind.READY)
    card_simulator.command("lay", card="li")
    hub.request(ReadCard("b"))
    assert isinstance(events.answer("b"), CardRead)


def test_a_code_is_scanned(hub: Any, events: Events, code_simulator: SimulatorProcess) -> None:
    events.status(Device.CODE_SCANNER, StatusKind.READY)
    code_simulator.command("show", text="nobody asked")
    code_simulator.wait_for("shown")
    hub.request(ScanCode("a"))
    hub.request(ScanCode("b"))
    hub.request(Cancel("b"))
    with pytest.raises(queue.Empty):
        events.wait(lambda event: isinstance(event, DeviceAnswer), 0.1)
    code_simulator.command("show", text="asked")
    assert events.answer("a") == CodeScanned("asked", "Q1")


def test_receipts_and_pages_are_printed(hub: Any, events: Events, receipt_simulator: SimulatorProcess, tmp_path: Path) -> None:
    hub.request(PrintReceipt("a", DOCUMENT, "R-1"))
    hub.request(PrintPages("b", b"%PDF-1.7 ...", "L-1"))
    answers: dict[str, Any] = {}
    while len(answers) < 2:
        event = events.wait(lambda event: isinstance(event, DeviceAnswer))
        assert isinstance(event, DeviceAnswer)
        answers[event.request_id] = event.outcome
    assert answers == {"a": PrintConfirmed(), "b": PrintConfirmed()}
    assert receipt_simulator.wait_for("receipt")["text"] == ["回执"]
    assert (tmp_path / "pages" / "L-1.pdf").read_bytes() == b"%PDF-1.7 ..."


def test_paper_that_runs_out_is_told(hub: Any, events: Events, receipt_simulator: SimulatorProcess) -> None:
    events.status(Device.RECEIPT_PRINTER, StatusKind.READY)
    receipt_simulator.command("fault", kind="paper_out")
    events.status(Device.RECEIPT_PRINTER, StatusKind.UNAVAILABLE, Reason.PAPER_OUT)
    receipt_simulator.command("clear")
    events.status(Device.RECEIPT_PRINTER, StatusKind.READY)


def requests_for_all() -> dict[Device, Any]:
    return {
        Device.ID_CARD_READER: ReadCard("id_card_reader"),
        Device.SMART_CARD_READER: ReadSocialCard("smart_card_reader"),
        Device.CODE_SCANNER: ScanCode("code_scanner"),
        Device.RECEIPT_PRINTER: PrintReceipt("receipt_printer", DOCUMENT, "R"),
        Device.PAGE_PRINTER: PrintPages("page_printer", b"", "L"),
        Device.DOCUMENT_CAMERA: ScanDocument("document_camera"),
        Device.SPEAKER: Speak("speaker", ("一句话",), "zh"),
    }


@pytest.mark.parametrize(
    ("tables", "reason"),
    [({}, Reason.NOT_CONFIGURED), ({device.value: {"driver": "toaster"} for device in Device}, Reason.MISCONFIGURED)],
)
def test_what_is_not_configured_says_so(events: Events, tables: dict[str, Any], reason: Reason) -> None:
    hub = open_device_hub(tables, events.post)
    hub.start()
    for request in requests_for_all().values():
        hub.request(request)
    hub.request(WaitForNoCard("gone"))
    hub.request(WaitForNoCard("gone too", Device.SMART_CARD_READER))
    answers: dict[str, Any] = {}
    statuses: dict[Device, DeviceStatus] = {}
    while len(answers) < 9 or len(statuses) < len(Device):
        event = events.wait(lambda event: True)
        if isinstance(event, DeviceAnswer):
            answers[event.request_id] = event.outcome
        elif isinstance(event, StatusChanged):
            statuses[event.device] = event.status
    hub.stop()
    assert {(status.kind, status.reason) for status in statuses.values()} == {(StatusKind.UNAVAILABLE, reason)}
    assert answers == {
        "id_card_reader": ReaderUnavailable(reason),
        "smart_card_reader": ReaderUnavailable(reason),
        "code_scanner": ScannerUnavailable(reason),
        "receipt_printer": PrintFailed(reason),
        "page_printer": PrintFailed(reason),
        "document_camera": CameraUnavailable(reason),
        "speaker": NotSpoken(reason),
        "gone": CardGone(),
        "gone too": CardGone(),
    }


def test_cameras_read_codes_and_pages(events: Events, tmp_path: Path) -> None:
    codes, pages = tmp_path / "codes", tmp_path / "pages"
    with (
        SimulatorProcess("camera", "--folder", str(codes)) as scanner,
        SimulatorProcess("camera", "--folder", str(pages)) as table,
    ):
        hub = open_device_hub(
            {
                "code_scanner": {"driver": "camera", "address": f"folder:{codes}"},
                "document_camera": {"driver": "camera", "address": f"folder:{pages}"},
            },
            events.post,
        )
        hub.start()
        events.status(Device.CODE_SCANNER, StatusKind.READY)
        hub.request(ScanCode("code"))
        scanner.command("show", text="CQ1-7K3M-测试")
        assert events.answer("code") == CodeScanned("CQ1-7K3M-测试", "Q1")
        hub.request(ScanDocument("page"))
        table.command("show_page")
        page = events.answer("page")
        assert isinstance(page, DocumentScanned)
        assert page.pdf.startswith(b"%PDF")
        scanner.command("unplug")
        events.status(Device.CODE_SCANNER, StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
        scanner.command("replug")
        events.status(Device.CODE_SCANNER, StatusKind.READY)
        hub.stop()


def test_the_voice_says_the_last_thing_and_is_hushed(events: Events, tmp_path: Path) -> None:
    hub = open_device_hub({"speaker": {"driver": "espeak_ng", "folder": str(tmp_path)}}, events.post)
    hub.start()
    hub.request(Speak("one", ("请把身份证放在读卡区", "放好后不用按"), "zh"))
    assert events.answer("one") == Spoken()
    hub.request(Speak("two", ("请取走您的身份证",), "zh"))
    hub.request(Cancel("two"))
    hub.request(Speak("three", ("Please take your card",), "en", Speed.FAST, Loudness.QUIET))
    assert events.answer("three") == Spoken()
    assert not any(isinstance(event, DeviceAnswer) and event.request_id == "two" for event in events.seen)
    begun = [(event.request_id, event.line) for event in events.seen if isinstance(event, SpeechProgressed)]
    assert [told for told in begun if told[0] != "two"] == [("one", 0), ("one", 1), ("three", 0)], "each line is told as it begins"
    hub.stop()


def test_a_hub_that_was_never_started_stops() -> None:
    open_device_hub({}, lambda event: None).stop()


def test_importing_the_hub_loads_no_driver() -> None:
    heavy = "serial PIL escpos cups segno devices.transports.serial_port devices.id_card_reader.reader"
    code = f"import sys, devices.runtime.hub; print([m for m in {heavy.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_driver_lives_on_its_workers_thread_alone(events: Events) -> None:
    threads: list[str] = []

    def note(value: Any = None) -> Any:
        threads.append(threading.current_thread().name)
        return value

    def job(request: DeviceRequest) -> Job:
        note()
        return Job(lambda: note(NoCard()))

    def open_driver() -> DriverAccess:
        return note(DriverAccess(lambda: note(DeviceStatus(StatusKind.READY)), job, note))  # type: ignore[no-any-return]

    worker = Worker(Device.ID_CARD_READER, open_driver, events.post)
    worker.start()
    worker.request(ReadCard("a"))
    assert events.answer("a") == NoCard()
    worker.ask_to_stop()
    assert worker.join(2.0)
    assert set(threads) == {"id_card_reader"}


def test_prints_are_done_in_turn_and_one_that_waits_can_be_cancelled(events: Events) -> None:
    printing, go_on = threading.Event(), threading.Event()
    printed: list[str] = []

    def job(request: DeviceRequest) -> Job:
        def advance() -> PrintConfirmed:
            printing.set()
            assert go_on.wait(5)
            printed.append(request.request_id)
            return PrintConfirmed()

        return Job(advance)

    status = DeviceStatus(StatusKind.READY)
    worker = Worker(Device.RECEIPT_PRINTER, lambda: DriverAccess(lambda: status, job, lambda: None), events.post)
    worker.start()
    worker.request(PrintReceipt("a", DOCUMENT, "R-1"))
    assert printing.wait(5)
    for request in (PrintReceipt("b", DOCUMENT, "R-2"), PrintReceipt("c", DOCUMENT, "R-3"), Cancel("b"), Cancel("a")):
        worker.request(request)
    go_on.set()
    assert events.answer("a") == PrintConfirmed()  # had begun: runs on, and is answered
    assert events.answer("c") == PrintConfirmed()
    worker.ask_to_stop()
    assert worker.join(2.0)
    assert printed == ["a", "c"]


def test_a_driver_that_hangs_does_not_keep_the_desk_from_stopping(events: Events) -> None:
    hang = threading.Event()

    def status() -> DeviceStatus:
        hang.wait(30)
        return DeviceStatus(StatusKind.READY)

    access = DriverAccess(status, lambda request: Job(CardGone), lambda: None)
    worker = Worker(Device.CODE_SCANNER, lambda: access, events.post)
    worker.start()
    worker.ask_to_stop()
    began = time.monotonic()
    assert not worker.join(0.2)
    assert time.monotonic() - began < 1.0
    hang.set()
    assert worker.join(2.0)


def test_a_card_not_understood_is_read_again_once_lifted(hub: Any, events: Events, card_simulator: SimulatorProcess) -> None:
    events.status(Device.ID_CARD_READER, StatusKind.READY)
    card_simulator.command("lay", card="wang")
    card_simulator.command("fault", kind="wrong_checksum")
    hub.request(ReadCard("first"))
    assert events.answer("first") == CardUnreadable(Reason.GARBLED)
    reads = card_simulator.command("counts")["read"]
    hub.request(ReadCard("second", moved_first=True))
    looks = card_simulator.command("counts")["find"]
    while card_simulator.command("counts")["find"] < looks + 3:
        time.sleep(0.02)
    assert card_simulator.command("counts")["read"] == reads, "there is time to wipe it"
    card_simulator.command("clear")
    card_simulator.command("take")
    looks = card_simulator.command("counts")["find"]
    while card_simulator.command("counts")["find"] < looks + 2:
        time.sleep(0.02)
    card_simulator.command("lay", card="wang")
    assert isinstance(events.answer("second"), CardRead)


def test_a_card_not_understood_is_read_again_where_it_lies(
    hub: Any, events: Events, card_simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card_jobs, "TIME_TO_MOVE", 0.3)
    card_simulator.command("lay", card="wang")
    began = time.monotonic()
    hub.request(ReadCard("moved a little", moved_first=True))
    assert isinstance(events.answer("moved a little"), CardRead)
    assert time.monotonic() - began >= 0.3
