"""The real driver, a real scheduler, and a real IPP Everywhere printer."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from devices.page_printer.cups_printer import CupsPrinter
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintUncertain
from tests.devices.private_cups import PrivateCups, missing, running, specimen

pytestmark = [
    pytest.mark.cups,
    pytest.mark.timeout(120),
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
]

PATIENCE = 30.0  # seconds: for one page CUPS starts half a dozen programs
_THREAD = ThreadPoolExecutor(1)  # stays: a child goes with the thread that started it


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with running() as made:
        yield made


@pytest.fixture
def printer(cups: PrivateCups) -> Iterator[CupsPrinter]:
    cups.mend_device()
    made = CupsPrinter(cups.queue, cups.server)
    comes_back(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return specimen()


def test_the_only_queue_is_found(cups: PrivateCups, printer: CupsPrinter) -> None:
    found = CupsPrinter("auto", cups.server)
    assert found.status().kind is StatusKind.READY
    found.close()


def test_a_page_is_confirmed_by_the_printer_itself(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    assert printer.status().kind is StatusKind.READY
    before = cups.printed()
    assert printer.print(pdf, "L-2026-0001") == PrintConfirmed()
    assert cups.printed() == before + 1


def test_a_jam_is_not_taken_for_a_page(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    cups.break_device("jam")
    assert printer.print(pdf, "L-2026-0002") == PrintUncertain(Reason.MECHANICAL)


def test_paper_that_ends_gives_the_job_up_and_it_does_not_come_out_later(
    cups: PrivateCups, printer: CupsPrinter, pdf: bytes
) -> None:
    cups.break_device("empty")
    assert printer.print(pdf, "L-2026-0003") == PrintUncertain(Reason.PAPER_OUT)
    status = printer.status()
    assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.PAPER_OUT)
    before = cups.printed()
    assert printer.print(pdf, "L-2026-0004") == PrintFailed(Reason.PAPER_OUT)
    cups.mend_device()
    until = time.monotonic() + PATIENCE
    while not printer.status().usable:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert printer.print(pdf, "L-2026-0005") == PrintConfirmed()
    assert cups.printed() == before + 1


@pytest.mark.parametrize(("what", "reason"), [("cover-open", Reason.COVER_OPEN), ("media-jam", Reason.JAM)])
def test_trouble_in_the_middle_is_told_and_the_rest_does_not_come_out_later(
    cups: PrivateCups, printer: CupsPrinter, pdf: bytes, what: str, reason: Reason
) -> None:
    cups.break_device(what)
    assert printer.print(pdf, f"L-2026-{what}") == PrintUncertain(reason)
    assert (printer.status().kind, printer.status().reason) == (StatusKind.UNAVAILABLE, reason)
    before = cups.printed()
    cups.mend_device()
    comes_back(printer)
    assert printer.print(pdf, f"L-2026-{what}-2") == PrintConfirmed()
    assert cups.printed() == before + 1, "the job that was given up has not come out"


def comes_back(printer: CupsPrinter) -> None:
    until = time.monotonic() + PATIENCE
    while printer.status().kind is not StatusKind.READY:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_stopped_queue_is_no_printer(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    cups.ask("cupsdisable", cups.queue)
    try:
        assert (printer.status().kind, printer.status().reason) == (StatusKind.UNAVAILABLE, Reason.OFFLINE)
        assert printer.print(pdf, "L-2026-0011") == PrintFailed(Reason.OFFLINE)
        cups.ask("cupsenable", cups.queue)
        cups.ask("cupsreject", cups.queue)
        assert printer.status().reason is Reason.OFFLINE
    finally:
        cups.ask("cupsenable", cups.queue)
        cups.ask("cupsaccept", cups.queue)
    comes_back(printer)


def test_a_scheduler_that_is_restarted_is_found_again(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    assert printer.status().kind is StatusKind.READY
    cups.restart_cupsd()
    assert printer.print(pdf, "L-2026-0012") in (PrintConfirmed(), PrintFailed(Reason.NOT_FOUND))  # its old connection is gone
    comes_back(printer)
    assert printer.print(pdf, "L-2026-0013") == PrintConfirmed()


def while_printing(cups: PrivateCups, printer: CupsPrinter, pdf: bytes, serial: str, act: Callable[[], object]) -> object:
    """The outcome of a print in whose middle something happens."""
    before = cups.printed()
    cups.break_device("slow")
    printing = _THREAD.submit(printer.print, pdf, serial)
    until = time.monotonic() + PATIENCE
    while cups.printed() == before:
        assert time.monotonic() < until
        time.sleep(0.05)
    act()
    cups.mend_device()
    return printing.result(30)


def test_a_scheduler_that_is_restarted_in_the_middle_makes_it_uncertain(
    cups: PrivateCups, printer: CupsPrinter, pdf: bytes
) -> None:
    outcome = while_printing(cups, printer, pdf, "L-2026-0014", cups.restart_cupsd)
    assert isinstance(outcome, (PrintUncertain, PrintConfirmed)), outcome
    comes_back(printer)


def test_a_job_that_is_cancelled_is_never_called_printed(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    outcome = while_printing(cups, printer, pdf, "L-2026-0015", lambda: cups.ask("cancel", "-a", cups.queue))
    assert isinstance(outcome, (PrintUncertain, PrintFailed)), outcome
    comes_back(printer)


def test_a_child_that_is_killed_in_the_middle_costs_one_answer(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    def kill() -> None:
        pid = printer._cups.pid
        assert pid
        os.kill(pid, signal.SIGKILL)

    outcome = while_printing(cups, printer, pdf, "L-2026-0016", kill)
    assert isinstance(outcome, (PrintUncertain, PrintConfirmed)), outcome
    comes_back(printer)
    again = printer.print(pdf, "L-2026-0017")
    assert again == PrintConfirmed()


def test_nothing_of_a_job_stays_behind(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    assert printer.print(pdf, "L-2026-0018") == PrintConfirmed()
    until = time.monotonic() + PATIENCE
    while files := cups.job_files():
        assert time.monotonic() < until, files
        time.sleep(0.1)


def test_a_scheduler_that_hangs_costs_a_child_and_nothing_else(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    cups.suspend_cupsd(True)
    try:
        began = time.monotonic()
        status = printer.status()
        assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.SILENT)
        assert time.monotonic() - began < 6
    finally:
        cups.suspend_cupsd(False)
    assert printer.status().kind is StatusKind.READY


def test_a_queue_that_is_not_there(cups: PrivateCups, pdf: bytes) -> None:
    printer = CupsPrinter("no_such_queue", cups.server)
    assert (printer.status().kind, printer.status().reason) == (StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
    assert printer.print(pdf, "L-1") == PrintFailed(Reason.NOT_FOUND)
    printer.close()


def test_a_scheduler_that_is_not_there(pdf: bytes) -> None:
    printer = CupsPrinter("kiosk_a4", "/nonexistent/cups.sock")
    assert printer.status().reason is Reason.NOT_FOUND
    assert printer.print(pdf, "L-1") == PrintFailed(Reason.NOT_FOUND)
    printer.close()


def test_a_printer_that_is_switched_off(cups: PrivateCups, printer: CupsPrinter, pdf: bytes) -> None:
    cups.stop_printer()
    try:
        assert printer.status().reason is Reason.NOT_FOUND
        assert printer.print(pdf, "L-2026-0006") == PrintFailed(Reason.NOT_FOUND)
    finally:
        cups.start_printer()
