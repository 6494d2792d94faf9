"""The real driver, a real scheduler, and a real IPP Everywhere printer."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fpdf import FPDF

from devices.page_printer.cups_printer import CupsPrinter
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintUncertain, Reason, StatusKind
from tests.devices.cups_house import CupsHouse, missing

pytestmark = [
    pytest.mark.cups,
    pytest.mark.timeout(40),
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
]


@pytest.fixture(scope="module")
def house() -> Iterator[CupsHouse]:
    # Not below pytest's own directory, which is closed to the user that CUPS' filters run as.
    with tempfile.TemporaryDirectory(prefix="cups-") as directory:
        made = CupsHouse(Path(directory))
        try:
            made.start()
            yield made
        finally:
            made.stop()


@pytest.fixture
def printer(house: CupsHouse) -> Iterator[CupsPrinter]:
    house.mend_device()
    made = CupsPrinter(house.queue, house.server)
    until = time.monotonic() + 10
    while made.status().kind is not StatusKind.READY and time.monotonic() < until:
        time.sleep(0.1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    document = FPDF(format="A4")
    document.add_page()
    document.set_font("Helvetica", size=24)
    document.cell(text="SPECIMEN")
    return bytes(document.output())


def test_the_only_queue_is_found(house: CupsHouse, printer: CupsPrinter) -> None:
    found = CupsPrinter("auto", house.server)
    assert found.status().kind is StatusKind.READY
    found.close()


def test_a_page_is_confirmed_by_the_printer_itself(house: CupsHouse, printer: CupsPrinter, pdf: bytes) -> None:
    assert printer.status().kind is StatusKind.READY
    before = house.printed()
    assert printer.print(pdf, "L-2026-0001") == PrintConfirmed()
    assert house.printed() == before + 1


def test_a_jam_is_not_taken_for_a_page(house: CupsHouse, printer: CupsPrinter, pdf: bytes) -> None:
    house.break_device("jam")
    assert printer.print(pdf, "L-2026-0002") == PrintUncertain(Reason.MECHANICAL)


def test_paper_that_ends_gives_the_job_up_and_it_does_not_come_out_later(
    house: CupsHouse, printer: CupsPrinter, pdf: bytes
) -> None:
    house.break_device("empty")
    assert printer.print(pdf, "L-2026-0003") == PrintUncertain(Reason.PAPER_OUT)
    status = printer.status()
    assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.PAPER_OUT)
    before = house.printed()
    assert printer.print(pdf, "L-2026-0004") == PrintFailed(Reason.PAPER_OUT)
    house.mend_device()
    until = time.monotonic() + 10
    while not printer.status().usable and time.monotonic() < until:
        time.sleep(0.1)
    assert printer.print(pdf, "L-2026-0005") == PrintConfirmed()
    assert house.printed() == before + 1


def test_a_scheduler_that_hangs_costs_a_child_and_nothing_else(house: CupsHouse, printer: CupsPrinter, pdf: bytes) -> None:
    house.suspend_cupsd(True)
    try:
        began = time.monotonic()
        status = printer.status()
        assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.SILENT)
        assert time.monotonic() - began < 6
    finally:
        house.suspend_cupsd(False)
    assert printer.status().kind is StatusKind.READY


def test_a_queue_that_is_not_there(house: CupsHouse, pdf: bytes) -> None:
    printer = CupsPrinter("no_such_queue", house.server)
    assert (printer.status().kind, printer.status().reason) == (StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
    assert printer.print(pdf, "L-1") == PrintFailed(Reason.NOT_FOUND)
    printer.close()


def test_a_scheduler_that_is_not_there(pdf: bytes) -> None:
    printer = CupsPrinter("kiosk_a4", "/nonexistent/cups.sock")
    assert printer.status().reason is Reason.NOT_FOUND
    assert printer.print(pdf, "L-1") == PrintFailed(Reason.NOT_FOUND)
    printer.close()


def test_a_printer_that_is_switched_off(house: CupsHouse, printer: CupsPrinter, pdf: bytes) -> None:
    house.stop_printer()
    try:
        assert printer.status().reason is Reason.NOT_FOUND
        assert printer.print(pdf, "L-2026-0006") == PrintFailed(Reason.NOT_FOUND)
    finally:
        house.start_printer()
