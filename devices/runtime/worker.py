"""One I/O thread for one device: its requests in turn, its supervision in between. Nobody else touches the driver."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from devices.driver_access import DriverAccess, Job
from devices.runtime import supervisor
from devices.runtime.supervisor import Answered, AskStatus, Doubted, Report, SupervisorEvent, SupervisorState, Tick
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.device_hub import (
    Cancel,
    DeviceAnswer,
    DeviceEvent,
    DeviceRequest,
    PrintProgressed,
    SpeechProgressed,
    StatusChanged,
    TakeBack,
)
from kiosk.ports.devices import Device, DeviceStatus, PrintBegins, PrintWaits
from kiosk.ports.voice import Saying

_T = TypeVar("_T")


class _Stop:
    """The last thing in the queue."""


class Worker:
    """``open_driver`` is called on the thread, so that the driver, its import too, belongs to the thread from its birth.
    ``driver``: its name, for the log."""

    def __init__(
        self, device: Device, open_driver: Callable[[], DriverAccess], post: Callable[[DeviceEvent], None], driver: str = ""
    ) -> None:
        self._device = device
        self._name = driver
        self._logged: tuple[StatusKind, Reason | None] | None = None
        self._open_driver = open_driver
        self._post = post
        self._queue: queue.SimpleQueue[DeviceRequest | _Stop] = queue.SimpleQueue()
        self._jobs: dict[str, Job] = {}
        self._supervision = SupervisorState()
        # A daemon: a driver that hangs in the kernel must not keep the process alive.
        self._thread = threading.Thread(target=self._run, name=device.value, daemon=True)

    def start(self) -> None:
        """Start the thread, which opens the driver."""
        self._thread.start()

    def request(self, request: DeviceRequest) -> None:
        """Put a request into the queue; its outcome is told as an event."""
        self._queue.put(request)

    def ask_to_stop(self) -> None:
        """End the thread once it comes to it; a job that is on its way is not waited for here."""
        self._queue.put(_Stop())

    def join(self, timeout: float) -> bool:
        """True when the thread has ended."""
        if self._thread.ident is not None:
            self._thread.join(max(timeout, 0.0))
        return not self._thread.is_alive()

    def _run(self) -> None:
        driver = self._open_driver()
        try:
            while self._take_requests(driver):
                if not self._jobs or self._supervision.reported is None:
                    # While a request is being served, the request itself finds out how the device is.
                    self._supervise(driver, Tick())
                for request_id, job in list(self._jobs.items()):
                    outcome = self._on_own_thread(job.advance)
                    if isinstance(outcome, (PrintWaits, PrintBegins)):
                        self._post(PrintProgressed(request_id, outcome))
                    elif isinstance(outcome, Saying):
                        self._post(SpeechProgressed(request_id, outcome.line))
                    elif outcome is not None:
                        del self._jobs[request_id]
                        self._post(DeviceAnswer(request_id, outcome))
                        self._supervise(driver, Doubted())
        finally:
            driver.close()

    def _take_requests(self, driver: DriverAccess) -> bool:
        """All that is waiting; where nothing else is to be done, wait for more. False when it is time to stop."""
        wait = self._patience()
        while True:
            try:
                request = self._queue.get(timeout=wait) if wait else self._queue.get_nowait()
            except queue.Empty:
                return True
            wait = 0.0
            if isinstance(request, _Stop):
                return False
            if isinstance(request, Cancel):
                job = self._jobs.pop(request.request_id, None)
                if job is not None and job.cancel is not None:
                    self._on_own_thread(job.cancel)
            elif isinstance(request, TakeBack):
                job = self._jobs.get(request.request_id)
                if job is not None and job.take_back is not None:
                    self._on_own_thread(job.take_back)
            else:
                self._jobs[request.request_id] = driver.job(request)

    def _patience(self) -> float:
        """Seconds until there is something to do without a new request (0: now)."""
        if self._jobs:
            return min(job.pace for job in self._jobs.values())
        return min(max(self._supervision.due - time.monotonic(), 0.0), 3600.0)

    def _supervise(self, driver: DriverAccess, event: SupervisorEvent) -> None:
        pending: list[SupervisorEvent] = [event]
        while pending:
            self._supervision, effects = supervisor.step(self._supervision, pending.pop(), time.monotonic())
            for effect in effects:
                match effect:
                    case AskStatus():
                        pending.append(Answered(self._on_own_thread(driver.status)))
                    case Report(status):
                        self._post(StatusChanged(self._device, status))
                        self._log(status)

    def _log(self, status: DeviceStatus) -> None:
        """Changes alone: the same state may be reported again."""
        from kiosk.technician.log import DEVICE_STATUS, log_to_stderr, write  # logging: not on the way of whoever makes a worker

        if (status.kind, status.reason) != self._logged:
            self._logged = status.kind, status.reason
            log_to_stderr()
            told = {"kind": status.kind, "reason": status.reason, "detail": status.detail}
            write(DEVICE_STATUS, device=self._device, driver=self._name, **told)

    def _on_own_thread(self, call: Callable[[], _T]) -> _T:
        assert threading.current_thread() is self._thread
        return call()
