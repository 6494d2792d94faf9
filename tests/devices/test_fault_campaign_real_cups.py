"""Random faults of a real cupsd, a real IPP printer and a real child: few sequences, counted on the printer's own tray."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.page_printer import cups_printer, verdicts
from devices.page_printer.cups_printer import CupsPrinter
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintOutcome, PrintSent, PrintUncertain
from tests import campaign
from tests.devices.private_cups import PrivateCups, missing, running, specimen

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
def cups() -> Iterator[PrivateCups]:
    with running() as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(verdicts, "_UNREACHABLE_GRACE", 2.0)
        patch.setattr(verdicts, "_UNSTARTED_LIMIT", 8.0)
        patch.setattr(cups_printer, "_ASK_TIMEOUT", 2.5)
        made.restart_cupsd()  # one that is killed loses a queue that was made within the last half minute
        yield made


@pytest.fixture(scope="module")
def printer(cups: PrivateCups) -> Iterator[CupsPrinter]:
    made = CupsPrinter(cups.queue, cups.server)
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


def strike(cups: PrivateCups, printer: CupsPrinter, kind: str) -> None:
    match kind:
        case "restart":
            cups.restart_cupsd()
        case "kill_cupsd":
            cups._running["cupsd"].kill()
            cups._running["cupsd"].wait()
        case "hang_cupsd":
            cups.suspend_cupsd(True)
        case "printer_off":
            cups.stop_printer()
        case "cancel":
            cups.ask("cancel", "-a", cups.queue)
        case "disable":
            cups.ask("cupsdisable", cups.queue)
        case "kill_child" | "hang_child":
            with contextlib.suppress(ProcessLookupError):
                if (pid := printer._cups.pid) is not None:
                    os.kill(pid, signal.SIGKILL if kind == "kill_child" else signal.SIGSTOP)
        case _:
            cups.break_device(kind)


def heal(cups: PrivateCups, kind: str) -> None:
    cups.mend_device()
    match kind:
        case "kill_cupsd":
            cups.restart_cupsd()
        case "hang_cupsd":
            cups.suspend_cupsd(False)
        case "printer_off":
            cups.start_printer()
        case "disable":
            cups.ask("cupsenable", cups.queue)


_THREAD = ThreadPoolExecutor(1)  # stays: a child goes with the thread that started it


def print_with(cups: PrivateCups, printer: CupsPrinter, pdf: bytes, serial: str, kind: str, when: str) -> PrintOutcome:
    before = cups.printed()
    if when == "before":
        strike(cups, printer, kind)
    if when != "while":
        return printer.print(pdf, serial)
    cups.break_device("slow")
    printing = _THREAD.submit(printer.print, pdf, serial)
    until(lambda: printing.done() or cups.printed() > before, "it does not begin")
    strike(cups, printer, kind)
    (cups._root / "slow").unlink()
    return printing.result(60)


@settings(max_examples=300 if campaign.SOAK else 1)
@given(steps)
def test_faults_at_random(cups: PrivateCups, printer: CupsPrinter, pdf: bytes, steps: list[tuple[str, str]]) -> None:
    for kind, when in steps:
        cups.mend_device()
        until(lambda: printer.status().usable, "it did not come back")
        before = cups.printed()
        serial = f"L-{time.monotonic_ns()}"
        try:
            outcome = print_with(cups, printer, pdf, serial, kind, when)
            assert isinstance(outcome, (PrintConfirmed, PrintSent, PrintFailed, PrintUncertain))
            count = cups.printed() - before
            if isinstance(outcome, PrintConfirmed):
                assert count == 1
                assert kind != "jam" or when == "after", "the printer gave it up"
            if isinstance(outcome, PrintFailed):
                assert count == 0
            if when == "before" and kind in _UNREACHED:
                assert isinstance(outcome, PrintFailed)
            if when == "after":
                assert outcome == PrintConfirmed()
                strike(cups, printer, kind)
            if kind in _UNREACHED:
                began = time.monotonic()
                assert not printer.status().usable
                assert time.monotonic() - began < 8
        finally:
            heal(cups, kind)
        until(lambda: printer.status().usable, f"it did not come back from {kind}")
        until(lambda: not cups.ask("lpstat", "-o"), "a job waits to come out")
        assert printer.print(pdf, f"{serial}-again") == PrintConfirmed()
        printed = cups.printed() - before - 1
        assert printed <= 1, "twice"
        assert printed == count, "it came out later"
