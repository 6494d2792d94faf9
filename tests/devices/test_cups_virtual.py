"""Pages and an A4 printer of its own mind, in virtual time: one tray of two, another program's job, printers that tell little."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from devices.page_printer import cups_child, cups_job, cups_printer, ipp
from devices.page_printer.cups_job import CupsJob
from devices.page_printer.cups_printer import CupsPrinter
from devices.page_printer.verdicts import JOB_LIMIT, WAITS_AFTER
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import PrintBegins, PrintConfirmed, PrintFailed, PrintSent, PrintUncertain, PrintWaits
from tests.devices.virtual_child import Process, Schedule
from tests.devices.virtual_cups import Cups
from tests.devices.virtual_printer import PageMachine

PDF = b"%PDF-%%EOF"


class Room:
    def __init__(self, patch: pytest.MonkeyPatch, uri: str) -> None:
        self.clock = Schedule()
        self.machine = PageMachine(self.clock)
        self.cups = Cups(self.clock, self.machine, uri, history=not uri.startswith("ipp"))
        process = self.cups.process = Process(self.clock, lambda _: cups_child._Scheduler().answer)
        for module in (cups_job, cups_printer, ipp):
            patch.setattr(module, "time", self.clock)
        patch.setattr(cups_child, "cups", self.cups)
        patch.setattr(cups_printer, "Child", process.child)
        patch.setattr(socket, "create_connection", self.machine.connect)
        self.printer = CupsPrinter("kiosk_a4")

    def told(self, job: CupsJob, limit: float = 300.0) -> tuple[object, float]:
        """The next thing that is told, and when."""
        began = self.clock.now
        while (found := job.advance()) is None:
            self.clock.sleep(0.3)
            assert self.clock.now - began < limit
        return found, self.clock.now - began


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Room]]:
    return lambda uri="ipp://localhost/ipp/print": Room(monkeypatch, uri)  # type: ignore[return-value]


def test_a_printer_with_one_tray_empty_prints(room: Callable[..., Room]) -> None:
    made = room()
    made.machine.reasons.add("media-empty-warning")
    status = made.printer.status()
    assert (status.kind, status.reason) == (StatusKind.ATTENTION, Reason.PAPER_LOW)
    assert made.printer.print(PDF, "L-1") == PrintConfirmed()


def test_one_empty_tray_stops_a_printer_behind_cups_alone(room: Callable[..., Room]) -> None:
    made = room("usb://Maker/A4")
    made.machine.reasons.add("media-empty-error")
    assert made.printer.status().reason is Reason.PAPER_OUT
    assert made.printer.print(PDF, "L-1") == PrintFailed(Reason.PAPER_OUT)


def test_a_page_behind_a_job_at_the_printer_is_taken_back(room: Callable[..., Room]) -> None:
    made = room()
    made.machine.take_from_another(94.0)
    job = made.printer.begin(PDF, "L-1")
    found, after = made.told(job)
    assert found == PrintWaits(Reason.IN_USE)
    assert WAITS_AFTER <= after <= WAITS_AFTER + 2
    job.take_back()
    found, after = made.told(job)
    assert found == PrintFailed(Reason.CANCELLED)
    assert after < 3
    made.clock.sleep(200)
    assert made.machine.begun == []
    assert made.printer.print(PDF, "L-1") == PrintConfirmed()


def test_a_page_that_waited_is_printed_in_the_end(room: Callable[..., Room]) -> None:
    made = room()
    made.machine.take_from_another(94.0)
    job = made.printer.begin(PDF, "L-1")
    assert made.told(job)[0] == PrintWaits(Reason.IN_USE)
    assert made.told(job)[0] == PrintBegins()
    assert made.told(job)[0] == PrintConfirmed()
    assert made.machine.whole == ["L-1"]


def test_a_page_that_waits_for_ever_fails_unbegun(room: Callable[..., Room]) -> None:
    made = room()
    made.machine.take_from_another(900.0)
    job = made.printer.begin(PDF, "L-1")
    assert made.told(job)[0] == PrintWaits(Reason.IN_USE)
    found, after = made.told(job)
    assert found == PrintFailed(Reason.IN_USE)
    assert after <= JOB_LIMIT
    made.clock.sleep(900)
    assert made.machine.begun == []


def test_trouble_before_a_page_begins_leaves_nothing_uncertain(room: Callable[..., Room]) -> None:
    made = room()
    made.machine.take_from_another(60.0)
    job = made.printer.begin(PDF, "L-1")
    assert made.told(job)[0] == PrintWaits(Reason.IN_USE)
    made.machine.reasons.add("media-jam-error")
    assert made.told(job)[0] == PrintFailed(Reason.JAM)


def test_whether_a_page_began_is_not_guessed(room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ipp, "_has_begun", lambda job: None)
    made = room()
    made.machine.take_from_another(94.0)
    job = made.printer.begin(PDF, "L-1")
    assert made.told(job)[0] == PrintWaits(Reason.IN_USE), "it waits, as its state says"
    job.take_back()
    assert made.told(job)[0] == PrintUncertain(Reason.CANCELLED), "it may have begun in the last moment"


def test_a_page_at_a_printer_that_cannot_be_asked_is_sent(room: Callable[..., Room]) -> None:
    made = room("usb://Maker/A4")
    assert made.printer.print(PDF, "L-1") == PrintSent()


def test_a_page_that_had_begun_is_uncertain_though_sent_again(room: Callable[..., Room]) -> None:
    """A scheduler that is restarted sends it again, and the printer, without paper, has not begun that second one."""
    made = room()
    job = made.printer.begin(PDF, "L-1")
    while "L-1" not in made.machine.begun:
        assert job.advance() is None
        made.clock.sleep(0.3)
    assert job.advance() is None
    made.machine.reasons.add("media-empty-error")
    made.cups.fault("restart", 1)
    made.clock.sleep(6.0)  # it is back, and has sent the page once more
    assert made.machine.taken == ["L-1", "L-1"]
    found, _ = made.told(job)
    while not isinstance(found, PrintUncertain | PrintFailed | PrintConfirmed | PrintSent):
        found, _ = made.told(job)
    assert isinstance(found, PrintUncertain)
