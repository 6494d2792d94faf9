"""The driver of an A4 printer behind a CUPS queue."""

from __future__ import annotations

import contextlib
import time

from devices.child import Child, Refusal
from devices.page_printer.ipp import IppPrinter
from devices.page_printer.state_reasons import IDLE, PrinterState, judge
from devices.page_printer.verdicts import COMPLETED, GONE, Watch, verdict
from devices.transports import TransportError
from kiosk.domain.values import replace
from kiosk.ports.devices import DeviceStatus, PrintFailed, PrintOutcome, PrintSent, PrintUncertain, Reason, StatusKind

_ASK_TIMEOUT = 4.0  # covers the start of the child
_SEND_TIMEOUT = 20.0
_POLL = 0.3
_TAKE_BACK = 10.0  # seconds for a child that hangs and a scheduler that is being restarted to come back, before the outcome is told
_REFUSALS = {"unreachable": Reason.NOT_FOUND, "not-found": Reason.NOT_FOUND}


class CupsPrinter:
    """``queue``: the name of a CUPS queue, or ``auto``: the default one, or the only one. ``server``: another scheduler than the
    system's.

    A printer with an ``ipp`` or ``ipps`` address is asked itself; of any other only CUPS' word is known: its READY means
    that the queue is well, and a job comes out as `PrintSent` at best; for that CUPS must remember finished jobs for a few
    minutes (``PreserveJobHistory 300``; a job's name is its serial number).
    """

    def __init__(self, queue: str, server: str = "") -> None:
        self._wanted = queue
        self._queue = "" if queue == "auto" else queue
        self._cups = Child("devices.page_printer.cups_child", [server], _REFUSALS)
        self._when_idle: frozenset[str] = frozenset()
        self._to_cancel: list[int] = []  # jobs that the scheduler could not yet be told to cancel

    def status(self) -> DeviceStatus:
        try:
            return self._status()[0]
        except TransportError as error:
            kind = StatusKind.UNKNOWN if error.reason is Reason.GARBLED else StatusKind.UNAVAILABLE
            return DeviceStatus(kind, error.reason, self._queue)

    def print(self, pdf: bytes, serial: str) -> PrintOutcome:
        try:
            status, printer = self._status()
            if not status.usable:
                return PrintFailed(status.reason or Reason.OFFLINE)
            job = int(self._cups.ask("create", _ASK_TIMEOUT, queue=self._queue, title=serial).values["job"])
        except TransportError as error:
            return PrintFailed(error.reason)  # a job without a document never prints
        if job in self._to_cancel:  # a scheduler that was killed has forgotten that one, and gives its number again
            self._to_cancel.remove(job)
        try:
            self._cups.ask("send", _SEND_TIMEOUT, pdf, queue=self._queue, job=job, title=serial)
            outcome = self._watch(job, serial, printer)
        except TransportError as error:
            outcome = PrintUncertain(error.reason)
        if not isinstance(outcome, PrintSent):
            # What is left of it must not come out later, in front of someone else. Nor may what is printed come out once more: a
            # scheduler that is restarted before it has heard of that from the printer sends the job again.
            self._to_cancel.append(job)
            self._take_back()
        return outcome

    def close(self) -> None:
        self._cups.close()

    def _take_back(self) -> None:
        until = time.monotonic() + _TAKE_BACK
        while self._to_cancel:
            with contextlib.suppress(TransportError):
                self._cancel()
            if not self._to_cancel or time.monotonic() >= until:
                return
            time.sleep(_POLL)

    def _cancel(self) -> None:
        """What could not be cancelled is kept for the next time."""
        for job in list(self._to_cancel):
            try:
                self._cups.ask("cancel", _ASK_TIMEOUT, job=job)
            except Refusal as refusal:
                if refusal.error != "not-found":
                    continue
            self._to_cancel.remove(job)

    def _status(self) -> tuple[DeviceStatus, IppPrinter | None]:
        """The queue's status if it is stopped, else the printer's own, and the printer where it can be asked."""
        self._cancel()
        if self._wanted == "auto":
            self._queue = str(self._cups.ask("default", _ASK_TIMEOUT).values["queue"])
            if not self._queue:
                raise TransportError(Reason.NOT_FOUND)
        queue = self._cups.ask("queue", _ASK_TIMEOUT, queue=self._queue).values
        uri = str(queue["uri"])
        printer = IppPrinter(uri) if uri.startswith(("ipp://", "ipps://")) else None
        if queue["state"] == 5 or not queue["accepting"]:
            return DeviceStatus(StatusKind.UNAVAILABLE, Reason.OFFLINE, "the queue is stopped"), printer
        if printer is None:
            return judge(PrinterState(int(queue["state"]), tuple(map(str, queue["reasons"])), own=False)), None
        return self._judge(printer.state()), printer

    def _judge(self, printer: PrinterState) -> DeviceStatus:
        """Of the printer's own word, with what it said when it was idle."""
        if printer.state == IDLE:
            self._when_idle = frozenset(printer.reasons)
        return judge(replace(printer, when_idle=self._when_idle))

    def _watch(self, job: int, serial: str, printer: IppPrinter | None) -> PrintOutcome:
        """Ask queue and printer until `verdict` knows. `TransportError` when CUPS itself is lost."""
        began = time.monotonic()
        unreachable_since = ended_since = 0.0
        worst: Reason | None = None
        own: int | None = None
        own_seen = False
        while True:
            try:
                queue_state = int(self._cups.ask("job", _ASK_TIMEOUT, job=job).values["state"])
            except Refusal as refusal:
                if refusal.error != "not-found":
                    raise
                queue_state = GONE
            now = time.monotonic()
            ended_since = ended_since or (now if queue_state in (COMPLETED, GONE) else 0.0)
            fault: Reason | None = None
            try:
                if printer is not None:
                    own = printer.job_state(serial)
                    own_seen = own_seen or own is not None
                status = self._status()[0] if printer is None else self._judge(printer.state())
                fault = None if status.usable else status.reason
                unreachable_since = 0.0
            except TransportError:
                unreachable_since = unreachable_since or now
            worst = fault or worst
            outcome = verdict(
                Watch(
                    queue=queue_state,
                    own=own,
                    own_seen=own_seen,
                    asks_printer=printer is not None,
                    unreachable_for=now - unreachable_since + 0.001 if unreachable_since else 0.0,
                    ended_for=now - ended_since if ended_since else 0.0,
                    elapsed=now - began,
                    fault=fault,
                    worst=worst,
                )
            )
            if outcome is not None:
                return outcome
            time.sleep(_POLL)
