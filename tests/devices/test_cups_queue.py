"""Queues that cannot print, and pages that do not begin, at a real scheduler: known beforehand or in seconds, as what they are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from devices.page_printer import verdicts
from devices.page_printer.access import pages_access
from devices.page_printer.cups_job import CupsJob
from devices.page_printer.cups_printer import CupsPrinter
from devices.runtime.worker import Worker
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.device_hub import DeviceAnswer, DeviceEvent, PrintPages, PrintProgressed, TakeBack
from kiosk.ports.devices import Device, PrintBegins, PrintConfirmed, PrintFailed, PrintUncertain, PrintWaits
from tests.devices.private_cups import PrivateCups, missing, running, specimen

pytestmark = [
    pytest.mark.cups,
    pytest.mark.timeout(40),
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
]
USB = "socket://127.0.0.1:9"  # as good as usb: CUPS alone knows of its jobs


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with running() as made:
        yield made


@pytest.fixture
def printer(cups: PrivateCups) -> Iterator[CupsPrinter]:
    cups.mend_device()
    made = CupsPrinter(cups.queue, cups.server)
    until(lambda: made.status().kind is StatusKind.READY)
    yield made
    cups.mend_device()
    made.close()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return specimen()


def until(condition: object, timeout: float = 15.0) -> None:
    end = time.monotonic() + timeout
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def step(job: CupsJob, wanted: type, timeout: float = 20.0) -> object:
    """The next thing that is told of a job."""
    end = time.monotonic() + timeout
    while (found := job.advance()) is None:
        assert time.monotonic() < end, "nothing is told"
        time.sleep(0.1)
    assert isinstance(found, wanted), found
    return found


@pytest.mark.parametrize("asked", [True, False])
def test_a_queue_whose_filter_is_missing_is_not_ready(cups: PrivateCups, pdf: bytes, asked: bool) -> None:
    cups.add_queue("lacking", cups.printer_uri if asked else USB, "application/vnd.cups-raster 0 rastertonothing")
    with closing(CupsPrinter("lacking", cups.server)) as printer:
        status = printer.status()
        assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.DRIVER)
        assert "rastertonothing" in status.detail, "the technician reads which"
        assert printer.print(pdf, "L-1") == PrintFailed(Reason.DRIVER)
    cups.remove_queue("lacking")


@pytest.mark.parametrize("asked", [True, False])
def test_a_filter_that_went_since_fails_the_page_in_seconds(cups: PrivateCups, pdf: bytes, asked: bool) -> None:
    program = cups.program("goes", "cat")
    cups.add_queue("goes", cups.printer_uri if asked else USB, f"application/pdf 0 {program}")
    with closing(CupsPrinter("goes", cups.server)) as printer:
        assert printer.status().kind is StatusKind.READY
        program.unlink()
        began = time.monotonic()
        assert printer.print(pdf, "L-2") == PrintFailed(Reason.DRIVER)
        assert time.monotonic() - began < 10
        assert not cups.ask("lpstat", "-o", "goes"), "nothing of it waits"
    cups.remove_queue("goes")


def test_a_filter_that_fails_leaves_nothing_at_the_printer(cups: PrivateCups, pdf: bytes) -> None:
    cups.add_queue("fails", cups.printer_uri, f"application/pdf 0 {cups.program('fails', 'exit 1')}")
    before = cups.printed()
    with closing(CupsPrinter("fails", cups.server)) as printer:
        began = time.monotonic()
        outcome = printer.print(pdf, "L-3")
        assert isinstance(outcome, (PrintFailed, PrintUncertain))
        assert time.monotonic() - began < 15
    assert cups.printed() == before
    cups.remove_queue("fails")


def test_a_page_that_does_not_begin_fails_in_seconds(
    cups: PrivateCups, printer: CupsPrinter, pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "_UNSTARTED_LIMIT", 3.0)
    cups.add_queue("hangs", cups.printer_uri, f"application/pdf 0 {cups.program('hangs', 'exec sleep 60')}")
    before = cups.printed()
    with closing(CupsPrinter("hangs", cups.server)) as hanging:
        began = time.monotonic()
        assert hanging.print(pdf, "L-4") == PrintFailed(Reason.SILENT), "the printer says that it never had it"
        assert time.monotonic() - began < 12
    assert cups.printed() == before
    cups.remove_queue("hangs")


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.page_printer.cups_job.WAITS_AFTER", 1.0)


@pytest.mark.usefixtures("soon")
def test_a_page_behind_anothers_job_is_taken_back_unbegun(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    cups.break_device("slow")
    cups.print_from_another(pdf)
    job = printer.begin(pdf, "L-5")
    assert step(job, PrintWaits) == PrintWaits(Reason.IN_USE)
    job.take_back()
    assert step(job, PrintFailed) == PrintFailed(Reason.CANCELLED)
    before = cups.printed()
    cups.mend_device()
    until(lambda: not cups.ask("lpstat", "-o"))
    again = printer.begin(pdf, "L-5")
    assert step(again, PrintConfirmed) == PrintConfirmed()
    assert cups.printed() == before + 1, "what was taken back did not come out"


@pytest.mark.usefixtures("soon")
def test_a_page_that_waited_begins_and_is_confirmed(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    cups.break_device("slow")
    cups.print_from_another(pdf)
    job = printer.begin(pdf, "L-6")
    assert step(job, PrintWaits) == PrintWaits(Reason.IN_USE)
    cups.mend_device()
    found = step(job, (PrintBegins, PrintConfirmed))  # type: ignore[arg-type]
    assert found == PrintConfirmed() or step(job, PrintConfirmed) == PrintConfirmed()


def test_a_page_that_has_begun_is_uncertain_when_taken_back(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    before = cups.printed()
    cups.break_device("slow")
    job = printer.begin(pdf, "L-7")
    until(lambda: job.advance() is None and cups.printed() > before)
    job.take_back()
    assert step(job, PrintUncertain) == PrintUncertain(Reason.CANCELLED)


@pytest.mark.usefixtures("soon")
def test_a_page_of_a_process_that_is_gone_does_not_come_out(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    cups.break_device("slow")
    cups.print_from_another(pdf)
    with closing(CupsPrinter(cups.queue, cups.server)) as killed:
        assert step(killed.begin(pdf, "L-9"), PrintWaits) == PrintWaits(Reason.IN_USE)
    before = cups.printed()
    printer.cancel_left(["L-9", "L-10"])
    assert printer.status().usable
    cups.mend_device()
    until(lambda: not cups.ask("lpstat", "-o"))
    assert printer.print(pdf, "L-11") == PrintConfirmed()
    assert cups.printed() == before + 1


@pytest.mark.usefixtures("soon")
def test_the_hub_tells_that_a_page_waits_and_takes_it_back(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    cups.break_device("slow")
    cups.print_from_another(pdf)
    told: list[DeviceEvent] = []
    worker = Worker(Device.PAGE_PRINTER, lambda: pages_access(CupsPrinter(cups.queue, cups.server)), told.append)
    worker.start()
    try:
        worker.request(PrintPages("r1", pdf, "L-8"))
        until(lambda: PrintProgressed("r1", PrintWaits(Reason.IN_USE)) in told)
        worker.request(TakeBack("r1"))
        until(lambda: DeviceAnswer("r1", PrintFailed(Reason.CANCELLED)) in told)
        assert told.count(PrintProgressed("r1", PrintWaits(Reason.IN_USE))) == 1
    finally:
        cups.mend_device()
        worker.ask_to_stop()
        assert worker.join(5.0)
