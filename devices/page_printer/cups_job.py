"""One page on its way through a CUPS queue: given to it, watched, and taken back where it does not come out."""

from __future__ import annotations

import time
from typing import Any, Protocol

from devices.page_printer.ipp import IppPrinter
from devices.page_printer.verdicts import (
    CANCELLED,
    COMPLETED,
    GONE,
    STOPPED,
    WAITS_AFTER,
    GiveUp,
    OwnJob,
    TakenBack,
    Watch,
    taken_back,
    verdict,
    waits_for,
)
from devices.transports.transport import TransportError
from kiosk.child_process.client import Refusal
from kiosk.domain.device_states import Reason
from kiosk.domain.values import replace
from kiosk.ports.devices import DeviceStatus, PrintBegins, PrintFailed, PrintOutcome, PrintProgress, PrintSent, PrintWaits

POLL = 0.3  # seconds between two looks
_SEND_TIMEOUT = 20.0
_HOLD_PATIENCE = 10.0  # for a scheduler that is being restarted
_PRINTER_PATIENCE = 5.0  # for the printer to say that a job which CUPS has taken back has ended


class JobQueue(Protocol):
    """What a job asks of the printer that it belongs to: `devices.page_printer.cups_printer.CupsPrinter`."""

    queue: str

    def ask(self, question: str, payload: bytes = b"", timeout: float | None = None, **values: Any) -> dict[str, Any]:
        """Of CUPS.

        Raises:
            TransportError: the scheduler cannot be reached.
            Refusal: it refuses.
        """
        ...

    def look(self) -> tuple[DeviceStatus, IppPrinter | None]:
        """The queue's status if that is in the way, else the printer's own, and the printer where it can be asked."""
        ...

    def made(self, job: int) -> None:
        """A job of this number begins."""
        ...

    def cancel(self, job: int) -> None:
        """Nothing of it may come out later."""
        ...


class CupsJob:
    """`kiosk.ports.devices.PageJob`."""

    def __init__(self, printer: JobQueue, pdf: bytes, title: str) -> None:
        self._printer = printer
        self._pdf = pdf
        self._title = title
        self._job = 0  # its number, once it was given to the queue
        self._device: IppPrinter | None = None  # where it can be asked
        self._own_begun = False  # by the printer's own word, at any time
        self._began = self._unreachable_since = self._ended_since = self._alone_since = self._begun_since = 0.0
        self._watch = Watch(queue=GONE)
        self._waits: Reason | None = None  # as it was told last

    def advance(self) -> PrintOutcome | PrintProgress | None:
        """Give the job to the queue, then look after it; None while there is nothing to tell. What gives up takes the job back
        first."""
        found: PrintOutcome | GiveUp | None
        try:
            found = self._look() if self._job else self._start()
        except TransportError as error:
            found = GiveUp(error.reason)  # CUPS itself is lost
        if found is None:
            return self._progress()
        outcome = self._take_back(found.reason) if isinstance(found, GiveUp) else found
        if self._job and not isinstance(outcome, PrintSent):
            # Nor may what is printed come out once more: a scheduler that is restarted before it has heard of that from the printer
            # sends the job again.
            self._printer.cancel(self._job)
        return outcome

    def take_back(self) -> None:
        """At the next look."""
        self._watch = replace(self._watch, unwanted=True)

    def _start(self) -> PrintOutcome | GiveUp | None:
        if self._watch.unwanted:
            return PrintFailed(Reason.CANCELLED)
        queue, title = self._printer.queue, self._title
        try:
            status, self._device = self._printer.look()
            queue = self._printer.queue
            if not status.usable:
                return PrintFailed(status.reason or Reason.OFFLINE)
            job = int(self._printer.ask("create", queue=queue, title=title)["job"])
        except TransportError as error:
            return PrintFailed(error.reason)  # a job without a document never prints
        self._printer.made(job)
        self._job = job
        self._began = self._alone_since = time.monotonic()
        try:
            self._printer.ask("send", self._pdf, _SEND_TIMEOUT, queue=queue, job=job, title=title)
        except Refusal as refusal:
            if refusal.error == "format":
                return PrintFailed(Reason.DRIVER)  # CUPS did not take the document
            return GiveUp(refusal.reason)
        self._pdf = b""
        return self._look()

    def _look(self) -> PrintOutcome | GiveUp | None:
        """Ask queue and printer what they know. `TransportError` when CUPS itself is lost."""
        seen = self._watch
        try:
            told = self._printer.ask("job", queue=self._printer.queue, job=self._job)
            queue, started, ahead = int(told["state"]), bool(told["started"]), bool(told["ahead"])
        except Refusal as refusal:
            if refusal.error != "not-found":
                raise
            queue, started, ahead = GONE, True, False
        now = time.monotonic()
        if queue in (COMPLETED, GONE):
            self._ended_since = self._ended_since or now
        own, fault = seen.own, None
        try:
            if self._device is not None:
                own, in_front = self._own()
                ahead = ahead or in_front
            status = self._printer.look()[0]
            fault = None if status.usable else status.reason
            self._unreachable_since = 0.0
        except TransportError:
            self._unreachable_since = self._unreachable_since or now
        watch = replace(
            seen,
            queue=queue,
            started=started,
            own=own,
            own_seen=seen.own_seen or own is not None,
            asks_printer=self._device is not None,
            ahead=ahead,
            unreachable_for=now - self._unreachable_since + 0.001 if self._unreachable_since else 0.0,
            ended_for=_since(self._ended_since, now),
            elapsed=now - self._began,
            fault=fault,
            worst=fault or seen.worst,
        )
        self._alone_since = now if watch.ahead or watch.begun or not self._alone_since else self._alone_since
        self._begun_since = (self._begun_since or now) if watch.begun else 0.0
        self._watch = replace(watch, alone_for=now - self._alone_since, begun_for=_since(self._begun_since, now))
        return verdict(self._watch)

    def _own(self) -> tuple[OwnJob | None, bool]:
        """`IppPrinter.job`; what had begun once has begun, also where the printer knows only of its second sending any more."""
        assert self._device is not None
        own, in_front = self._device.job(self._title)
        self._own_begun = self._own_begun or (own is not None and own.has_begun is True)
        return (replace(own, begun=True) if own is not None and self._own_begun else own), in_front

    def _progress(self) -> PrintProgress | None:
        """What has changed for whoever waits for it."""
        waits = waits_for(self._watch)
        waited = self._watch.alone_for if waits is Reason.SILENT else self._watch.elapsed
        if waits is self._waits or (waits is not None and waited < WAITS_AFTER):
            return None
        self._waits = waits
        return PrintBegins() if waits is None else PrintWaits(waits)

    def _take_back(self, reason: Reason) -> PrintOutcome:
        """What became of it, asked once CUPS does nothing with it any more."""
        known, until = TakenBack(started=None, own_seen=self._watch.own_seen), time.monotonic() + _HOLD_PATIENCE
        while known.started is None:
            try:
                told = self._printer.ask("hold", queue=self._printer.queue, job=self._job)
                stopped = STOPPED in (int(told["before"]), self._watch.queue)
                known = replace(known, started=bool(told["started"]), unfiltered=stopped and bool(told["unfiltered"]))
            except Refusal as refusal:
                if refusal.error == "not-found":
                    known = replace(known, started=True)
                    break
            except TransportError:
                pass
            if time.monotonic() >= until:
                break
            if known.started is None:
                time.sleep(POLL)
        self._printer.cancel(self._job)
        return taken_back(self._ask_printer(known) if known.started else known, reason)

    def _ask_printer(self, known: TakenBack) -> TakenBack:
        """The printer's last word. CUPS tells it in its own time that a job is cancelled."""
        until = time.monotonic() + _PRINTER_PATIENCE
        while self._device is not None:
            try:
                own = self._own()[0]
                known = replace(known, own=own, own_seen=known.own_seen or own is not None, asked=True)
                if own is None or own.state >= CANCELLED:
                    break
            except TransportError:
                known = replace(known, own=None, asked=False)
            if time.monotonic() >= until:
                break
            time.sleep(POLL)
        return known


def _since(moment: float, now: float) -> float:
    return now - moment if moment else 0.0
