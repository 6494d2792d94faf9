"""cupsd as pycups shows it to one process, and the printer behind it as a socket shows it; both in the clock's time.

What CUPS does is what the real one was seen to do: a job that the device aborted or forgot is shown as completed, one that was not
finished when the scheduler went is sent again from its beginning when it is back, and with no history a job that ended is gone.
"""

from __future__ import annotations

import math
import random
from typing import Any, NamedTuple

import cups

from tests.devices.virtual_child import Process, Schedule
from tests.devices.virtual_printer import PageMachine

CUPS_FAULTS = ("restart", "restart_at", "daemon_hangs", "hangs_at", "daemon_slow", "daemon_garbled", "stopped")

_HELD, _PROCESSING, _CANCELLED, _COMPLETED = 4, 5, 7, 9
_DOWN = 3.0  # seconds of a restart
_BACKEND = 0.5  # seconds until the backend has started and found the printer
_ASKS = 1.7  # how often it asks the printer for its job
_RETRY = 5.0


class Job(NamedTuple):
    number: int
    title: str
    document: bytes = b""
    whole: bool = False
    state: int = _HELD
    handed: int | None = None  # the printer's own number of it
    started: bool = False


class Cups:
    """Stands where the child's module ``cups`` was. ``uri``: of the queue's device; ``history``: ended jobs are remembered."""

    IPPError = cups.IPPError
    IPP_NOT_FOUND = cups.IPP_NOT_FOUND

    def __init__(self, clock: Schedule, machine: PageMachine, uri: str, history: bool) -> None:
        self.clock = clock
        self.machine = machine
        self.uri = uri
        self.faults: dict[str, int] = {}
        self.jobs: dict[int, Job] = {}
        self.process: Process
        # Printed already, and sent again by a scheduler that was restarted before it heard of that, and then took longer to be told
        # than its backend takes to start. Nobody outside of it can prevent that (docs/devices.md).
        self.sent_again: set[str] = set()
        self.beyond_reach: set[str] = set()  # jobs that are the printer's alone: cupsd forgot them, or could not call it
        self.up = True
        self._history = history
        self._generation = 0
        self._chance = random.Random(5)

    @property
    def reachable(self) -> bool:
        return self.up and not self.faults.keys() & {"daemon_hangs", "daemon_garbled", "stopped"}

    def fault(self, kind: str, number: int) -> None:
        assert kind in CUPS_FAULTS
        if kind == "restart":
            self._restart(orderly=bool(number % 2))
        else:
            self.faults[kind] = number

    def mend(self) -> None:
        self.faults.clear()

    def unfinished(self) -> list[str]:
        """What may still come out of it."""
        return [job.title for job in self.jobs.values() if job.state in (_HELD, _PROCESSING) and job.whole]

    def _restart(self, orderly: bool) -> None:
        """One that is killed forgets what it has not yet written down, and its backends go on without it."""
        self.up = False
        self._generation += 1
        for job in [job for job in self.jobs.values() if job.state == _PROCESSING]:
            if not orderly:
                del self.jobs[job.number]
                self.beyond_reach.add(job.title)
                if job.handed is None and self._device_reachable:
                    self.machine.take(job.title, job.document)
            else:
                if job.handed is not None:  # a backend that is told to end cancels its job at the printer
                    self._cancel_there(job, job.handed)
                self._keep(job._replace(handed=None))
        generation = self._generation
        self.clock.after(_DOWN, lambda: self._begin() if generation == self._generation else None)

    def _begin(self) -> None:
        self.up = True
        for job in list(self.jobs.values()):
            if not job.whole:
                del self.jobs[job.number]
            elif job.state == _PROCESSING:
                self._later(job.number, _BACKEND)

    @property
    def _direct(self) -> bool:
        return not self.uri.startswith("ipp")

    @property
    def _device_reachable(self) -> bool:
        return "stopped" not in self.faults and (self.machine.attached if self._direct else self.machine.reachable)

    def _cancel_there(self, job: Job, handed: int) -> None:
        if self.machine.reachable and not self._direct:
            self.machine.cancel(handed)
        else:
            self.beyond_reach.add(job.title)

    def _keep(self, job: Job) -> None:
        if job.state in (_CANCELLED, _COMPLETED) and not self._history:
            self.jobs.pop(job.number, None)
        else:
            self.jobs[job.number] = job

    def _later(self, number: int, seconds: float) -> None:
        generation = self._generation
        self.clock.after(seconds, lambda: self._backend(number) if generation == self._generation else None)

    def _backend(self, number: int) -> None:
        """Hand the job over, and then ask for it until it is no more."""
        job = self.jobs.get(number)
        if job is None or job.state != _PROCESSING:
            return
        if job.handed is None:
            if not self._device_reachable:
                self._later(number, _RETRY)
                return
            if "daemon_slow" in self.faults and job.title in self.machine.whole:
                self.sent_again.add(job.title)
            job = job._replace(handed=self.machine.take(job.title, job.document))
        assert job.handed is not None
        ended = self._direct or not self.machine.reachable or not self.machine.at_work(job.handed)
        if ended:
            self.beyond_reach.add(job.title)
        self._keep(job._replace(state=_COMPLETED) if ended else job)
        if not ended:
            self._later(number, _ASKS)

    def Connection(self) -> _Connection:
        self._call()
        if not self.up:
            raise RuntimeError("failed to connect to server")
        return _Connection(self, self._generation)

    def _call(self) -> None:
        self.process.edge()
        if "restart_at" in self.faults:
            self.faults["restart_at"] -= 1
            if self.faults["restart_at"] <= 0:
                self._restart(orderly=self.faults.pop("restart_at") % 2 == 0)
        if "hangs_at" in self.faults:
            self.faults["hangs_at"] -= 1
            if self.faults["hangs_at"] <= 0:
                self.faults["daemon_hangs"] = self.faults.pop("hangs_at")
        if "daemon_hangs" in self.faults:
            self.process.wait(math.inf)
        if "daemon_slow" in self.faults:
            self.process.wait(1.5)

    def ask(self, generation: int) -> None:
        """What every question on a connection goes through."""
        self._call()
        if not self.up or generation != self._generation:
            raise cups.IPPError(self._chance.choice((cups.IPP_SERVICE_UNAVAILABLE, cups.IPP_INTERNAL_ERROR)), "lost")
        if "daemon_garbled" in self.faults:
            raise cups.IPPError(cups.IPP_INTERNAL_ERROR, "garbled")

    def job(self, number: int) -> Job:
        if number not in self.jobs:
            raise cups.IPPError(cups.IPP_NOT_FOUND, "no such job")
        return self.jobs[number]

    def close_document(self, job: Job, document: bytes) -> None:
        self._keep(job._replace(document=document, whole=True, state=_PROCESSING, started=True))
        self._later(job.number, _BACKEND)

    def hold(self, job: Job) -> None:
        if job.handed is not None:
            self._cancel_there(job, job.handed)
        self._keep(job._replace(state=_HELD, handed=None))

    def cancel(self, job: Job) -> None:
        if job.state in (_CANCELLED, _COMPLETED):
            return  # purged: nobody asks for it again
        if job.handed is not None:
            self._cancel_there(job, job.handed)
        self._keep(job._replace(state=_CANCELLED))


class _Connection:
    """``pycups.Connection``, as much of it as the child uses."""

    def __init__(self, service: Cups, generation: int) -> None:
        self._cups = service
        self._generation = generation
        self._open: tuple[Job, bytearray] | None = None

    def getDefault(self) -> str | None:
        self._cups.ask(self._generation)
        return None

    def getPrinters(self) -> dict[str, object]:
        self._cups.ask(self._generation)
        return {"kiosk_a4": {}}

    def getPrinterAttributes(self, queue: str, requested_attributes: list[str]) -> dict[str, Any]:
        self._cups.ask(self._generation)
        if queue != "kiosk_a4":
            raise cups.IPPError(cups.IPP_NOT_FOUND, "no such queue")
        stopped = "stopped" in self._cups.faults
        busy = any(job.state == _PROCESSING for job in self._cups.jobs.values())
        reasons = sorted(reason.replace("-error", "-warning") for reason in self._cups.machine.reasons)
        known = {
            "device-uri": self._cups.uri,
            "printer-state": 5 if stopped else 4 if busy else 3,
            "printer-state-reasons": ["paused"] if stopped else reasons or ["none"],
            "printer-is-accepting-jobs": True,
            "printer-state-message": "",
            "printer-make-and-model": "Printer - IPP Everywhere",
            "document-format-supported": ["application/pdf", "application/postscript"],
        }
        return {name: known[name] for name in requested_attributes}

    def createJob(self, queue: str, title: str, options: dict[str, str]) -> int:
        self._cups.ask(self._generation)
        number = max(self._cups.jobs, default=0) + 1
        self._cups.jobs[number] = Job(number, title)
        return number

    def startDocument(self, queue: str, number: int, title: str, form: str, last: int) -> None:
        self._cups.ask(self._generation)
        assert (form, last) == ("application/pdf", 1)
        self._open = (self._cups.job(number), bytearray())

    def writeRequestData(self, data: bytes, length: int) -> None:
        self._cups.ask(self._generation)
        assert self._open is not None
        self._open[1].extend(data[:length])

    def finishDocument(self, queue: str) -> None:
        self._cups.ask(self._generation)
        assert self._open is not None
        (job, document), self._open = self._open, None
        self._cups.close_document(job, bytes(document))

    def getJobAttributes(self, number: int, requested_attributes: list[str]) -> dict[str, Any]:
        self._cups.ask(self._generation)
        assert requested_attributes == ["job-state", "time-at-processing"]
        job = self._cups.job(number)
        return {"job-state": job.state, "time-at-processing": 1 if job.started else None}

    def getJobs(self, which_jobs: str, my_jobs: bool, requested_attributes: list[str]) -> dict[int, dict[str, Any]]:
        self._cups.ask(self._generation)
        return {
            number: {"job-state": job.state, "job-name": job.title}
            for number, job in self._cups.jobs.items()
            if job.state < _CANCELLED
        }

    def setJobHoldUntil(self, number: int, until: str) -> None:
        self._cups.ask(self._generation)
        self._cups.hold(self._cups.job(number))

    def cancelJob(self, number: int, purge_job: bool) -> None:
        self._cups.ask(self._generation)
        self._cups.cancel(self._cups.job(number))
