"""Random faults of a real cupsd, a real IPP printer and a real child: few sequences, counted on the printer's own tray."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import campaign
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.page_printer import cups_printer, verdicts
from devices.page_printer.cups_printer import CupsPrinter
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintOutcome, PrintSent, PrintUncertain
from tests.devices.cups_house import CupsHouse, missing, running, specimen

pytestmark = [
    pytest.mark.cups,
    pytest.mark.timeout(0 if campaign.SOAK else 120),
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
]

_PATIENCE = 30.0  # seconds; things take a small part of it
_TROUBLES = ("empty", "cover-open", "media-jam")  # the printer waits
_FAULTS = (*_TROUBLES, "jam", "restart", "kill_cupsd", "hang_cupsd", "printer_off", "cancel", "disable", "kill_child", "hang_child")
_UNREACHED = ("kill_cupsd", "hang_cupsd", "printer_off", "disable")  # nothing can be known, or nothing goes

steps = st.lists(st.tuples(st.sampled_from(_FAULTS), st.sampled_from(["before", "while", "after"])), min_size=2, max_size=4)


@pytest.fixture(scope="module")
def house() -> Iterator[CupsHouse]:
    with running() as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(verdicts, "_UNREACHABLE_GRACE", 2.0)
        patch.setattr(verdicts, "_UNSTARTED_LIMIT", 8.0)
        patch.setattr(cups_printer, "_ASK_TIMEOUT", 2.5)
        made.restart_cupsd()  # one that is killed loses a queue that was made within the last half minute
        yield made


@pytest.fixture(scope="module")
def printer(house: CupsHouse) -> Iterator[CupsPrinter]:
    made = CupsPrinter(house.queue, house.server)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return specimen()


def until(wanted: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not wanted():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def strike(house: CupsHouse, printer: CupsPrinter, kind: str) -> None:
    match kind:
        case "restart":
            house.restart_cupsd()
        case "kill_cupsd":
            house._running["cupsd"].kill()
            house._running["cupsd"].wait()
        case "hang_cupsd":
            house.suspend_cupsd(True)
        case "printer_off":
            house.stop_printer()
        case "cancel":
            house.ask("cancel", "-a", house.queue)
        case "disable":
            house.ask("cupsdisable", house.queue)
        case "kill_child" | "hang_child":
            with contextlib.suppress(ProcessLookupError):
                if (pid := printer._cups.pid) is not None:
                    os.kill(pid, signal.SIGKILL if kind == "kill_child" else signal.SIGSTOP)
        case _:
            house.break_device(kind)


def heal(house: CupsHouse, kind: str) -> None:
    house.mend_device()
    match kind:
        case "kill_cupsd":
            house.restart_cupsd()
        case "hang_cupsd":
            house.suspend_cupsd(False)
        case "printer_off":
            house.start_printer()
        case "disable":
            house.ask("cupsenable", house.queue)


_THREAD = ThreadPoolExecutor(1)  # stays: a child goes with the thread that started it


def print_with(house: CupsHouse, printer: CupsPrinter, pdf: bytes, serial: str, kind: str, when: str) -> PrintOutcome:
    before = house.printed()
    if when == "before":
        strike(house, printer, kind)
    if when != "while":
        return printer.print(pdf, serial)
    house.break_device("slow")
    printing = _THREAD.submit(printer.print, pdf, serial)
    until(lambda: printing.done() or house.printed() > before, "it does not begin")
    strike(house, printer, kind)
    (house._root / "slow").unlink()
    return printing.result(60)


@settings(max_examples=300 if campaign.SOAK else 1)
@given(steps)
def test_faults_at_random(house: CupsHouse, printer: CupsPrinter, pdf: bytes, steps: list[tuple[str, str]]) -> None:
    for kind, when in steps:
        house.mend_device()
        until(lambda: printer.status().usable, "it did not come back")
        before = house.printed()
        serial = f"L-{time.monotonic_ns()}"
        try:
            outcome = print_with(house, printer, pdf, serial, kind, when)
            assert isinstance(outcome, (PrintConfirmed, PrintSent, PrintFailed, PrintUncertain))
            count = house.printed() - before
            if isinstance(outcome, PrintConfirmed):
                assert count == 1
                assert kind != "jam" or when == "after", "the printer gave it up"
            if isinstance(outcome, PrintFailed):
                assert count == 0
            if when == "before" and kind in _UNREACHED:
                assert isinstance(outcome, PrintFailed)
            if when == "after":
                assert outcome == PrintConfirmed()
                strike(house, printer, kind)
            if kind in _UNREACHED:
                began = time.monotonic()
                assert not printer.status().usable
                assert time.monotonic() - began < 8
        finally:
            heal(house, kind)
        until(lambda: printer.status().usable, f"it did not come back from {kind}")
        until(lambda: not house.ask("lpstat", "-o"), "a job waits to come out")
        assert printer.print(pdf, f"{serial}-again") == PrintConfirmed()
        printed = house.printed() - before - 1
        assert printed <= 1, "twice"
        assert printed == count, "it came out later"
