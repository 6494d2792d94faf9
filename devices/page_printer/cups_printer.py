"""The driver of an A4 printer behind a CUPS queue."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from typing import Any

from devices.page_printer.cups_job import POLL, CupsJob
from devices.page_printer.ipp import IppPrinter
from devices.page_printer.state_reasons import IDLE, PrinterState, judge, of_the_queue
from devices.transports.transport import TransportError
from kiosk.child_process.client import Child, Refusal
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.values import replace
from kiosk.ports.devices import (
    DeviceStatus,
    PrintBegins,
    PrintConfirmed,
    PrintFailed,
    PrintOutcome,
    PrintSent,
    PrintUncertain,
    PrintWaits,
)

_ASK_TIMEOUT = 4.0  # covers the start of the child
_TAKE_BACK = 10.0  # seconds for a child that hangs and a scheduler that is being restarted to come back, before the outcome is told
_REFUSALS = {"unreachable": Reason.NOT_FOUND, "not-found": Reason.NOT_FOUND, "format": Reason.DRIVER}


class CupsPrinter:
    """``queue``: the name of a CUPS queue, or ``auto``: the default one, or the only one. ``server``: another scheduler than the
    system's. ``uri``: where a queue leads that is made for this printer (`commands.print_queue`); it is SILENT until it does.

    A printer with an ``ipp`` or ``ipps`` address is asked itself; of any other only CUPS' word is known: its READY means
    that the queue is well, and a job comes out as `PrintSent` at best; for that CUPS must remember finished jobs for a few
    minutes (``PreserveJobHistory 300``; a job's name is its serial number, with ``.2`` the second time).
    """

    def __init__(self, queue: str, server: str = "", uri: str = "") -> None:
        self._wanted, self._uri = queue, uri
        self.queue = "" if queue == "auto" else queue
        self._cups = Child("devices.page_printer.cups_child", [server], _REFUSALS)
        self._when_idle: frozenset[str] = frozenset()
        self._attempts: dict[str, int] = {}  # serial -> how often it was given to the queue
        self._left: list[str] = []  # titles of jobs of a process that is gone
        self._to_cancel: list[int] = []  # jobs that the scheduler could not yet be told to cancel

    def status(self) -> DeviceStatus:
        """As the printer itself says it, or CUPS where the printer cannot be asked."""
        try:
            return self.look()[0]
        except TransportError as error:
            kind = StatusKind.UNKNOWN if error.reason is Reason.GARBLED else StatusKind.UNAVAILABLE
            return DeviceStatus(kind, error.reason, self.queue)

    def begin(self, pdf: bytes, serial: str) -> CupsJob:
        """Printed again, a page is another job: a printer may still list the one before, which was cancelled."""
        attempt = self._attempts[serial] = self._attempts.get(serial, 0) + 1
        return CupsJob(self, pdf, serial if attempt == 1 else f"{serial}.{attempt}")

    def print(self, pdf: bytes, serial: str) -> PrintOutcome:
        """From its beginning to its outcome, for whoever has nothing else to do."""
        job = self.begin(pdf, serial)
        while True:
            found = job.advance()
            if isinstance(found, (PrintConfirmed, PrintSent, PrintFailed, PrintUncertain)):
                return found
            assert found is None or isinstance(found, (PrintWaits, PrintBegins))
            time.sleep(POLL)

    def cancel_left(self, serials: Sequence[str]) -> None:
        """Jobs of these serials are cancelled as soon as CUPS can be reached."""
        self._left = [*self._left, *serials]

    def close(self) -> None:
        """Close the connection to CUPS; jobs go on."""
        self._cups.close()

    def ask(self, question: str, payload: bytes = b"", timeout: float | None = None, **values: Any) -> dict[str, Any]:
        """Of CUPS. `TransportError`, `Refusal`."""
        return self._cups.ask(question, timeout or _ASK_TIMEOUT, payload, **values).values

    def look(self) -> tuple[DeviceStatus, IppPrinter | None]:
        """The queue's status if that is in the way, else the printer's own, and the printer where it can be asked."""
        self._cancel()
        if self._wanted == "auto":
            self.queue = str(self.ask("default")["queue"])
            if not self.queue:
                raise TransportError(Reason.NOT_FOUND)
        queue = self._queue()
        uri, reasons = str(queue["uri"]), tuple(map(str, queue["reasons"]))
        printer = IppPrinter(uri) if uri.startswith(("ipp://", "ipps://")) else None
        said = PrinterState(int(queue["state"]), reasons, own=False, accepting=bool(queue["accepting"]))
        if printer is not None:
            said = replace(said, reasons=of_the_queue(reasons))
        status = judge(said)
        if not queue["prints_pdf"]:
            status = DeviceStatus(StatusKind.UNAVAILABLE, Reason.DRIVER, "the queue takes no PDF")
        if printer is None or not status.usable:
            detail = " ".join(filter(None, (status.detail or "the queue is stopped", str(queue["message"]))))
            return (status if status.usable else replace(status, detail=detail)), printer
        own = self._judge(printer.state())
        # What CUPS wants somebody to see to is not lost behind a printer that is well.
        return (status if status.kind is StatusKind.ATTENTION and own.reason is None else own), printer

    def _queue(self) -> dict[str, Any]:
        """As CUPS has it. `TransportError`, `Refusal`."""
        try:
            queue = self.ask("queue", queue=self.queue)
        except Refusal as refusal:
            if self._uri and refusal.error == "not-found":
                raise TransportError(Reason.SILENT) from None
            raise
        if self._uri and (queue["uri"] != self._uri or queue["raw"]):
            raise TransportError(Reason.SILENT)
        return queue

    def _judge(self, printer: PrinterState) -> DeviceStatus:
        """Of the printer's own word, with what it said when it was idle."""
        if printer.state == IDLE:
            self._when_idle = frozenset(printer.reasons)
        return judge(replace(printer, when_idle=self._when_idle))

    def made(self, job: int) -> None:
        """A scheduler that was killed has forgotten its jobs, and gives their numbers again."""
        if job in self._to_cancel:
            self._to_cancel.remove(job)

    def cancel(self, job: int) -> None:
        """Nothing of it may come out later: told to the scheduler now, or as soon as it can be."""
        self._to_cancel.append(job)
        until = time.monotonic() + _TAKE_BACK
        while self._to_cancel:
            with contextlib.suppress(TransportError):
                self._cancel()
            if not self._to_cancel or time.monotonic() >= until:
                return
            time.sleep(POLL)

    def _cancel(self) -> None:
        """What could not be cancelled is kept for the next time."""
        if self._left:
            self._to_cancel += self.ask("titled", titles=self._left)["jobs"]
            self._left = []
        for job in list(self._to_cancel):
            try:
                self.ask("cancel", job=job)
            except Refusal as refusal:
                if refusal.error != "not-found":
                    continue
            self._to_cancel.remove(job)
