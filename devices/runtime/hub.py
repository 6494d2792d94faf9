"""Every device of the terminal, each behind its own thread. Importing this loads no driver."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial

from devices.configured import NOWHERE, read_devices
from devices.device_type import Surroundings
from devices.runtime.worker import Worker
from kiosk.ports.device_hub import Cancel, DeviceEvent, DeviceHub, DeviceRequest, TakeBack
from kiosk.ports.devices import Device

_STOP_TIMEOUT = 2.0


def open_device_hub(
    tables: Mapping[str, object], post: Callable[[DeviceEvent], None], surroundings: Surroundings = NOWHERE
) -> DeviceHub:
    """A hub for the device tables of the configuration file. Nothing is opened, and no thread runs, before ``start``.

    A device without a table is UNAVAILABLE(NOT_CONFIGURED), one whose table is not understood UNAVAILABLE(MISCONFIGURED).

    Args:
        tables: by name, as the TOML reader gave them.
        post: called with each event, on the devices' threads.
        surroundings: what drivers take from the program around them.
    """
    workers = {}
    for one in read_devices(tables).devices:
        name = one.driver.name if one.driver else ""
        workers[one.kind.device] = Worker(one.kind.device, partial(one.open, surroundings), post, name)
    return _ThreadedHub(workers)


class _ThreadedHub:
    def __init__(self, workers: Mapping[Device, Worker]) -> None:
        self._workers = workers

    def start(self) -> None:
        for worker in self._workers.values():
            worker.start()

    def request(self, request: DeviceRequest) -> None:
        if isinstance(request, (Cancel, TakeBack)):  # a worker that does not know the request does nothing
            for worker in self._workers.values():
                worker.request(request)
        else:
            self._workers[request.device].request(request)

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.ask_to_stop()
        until = time.monotonic() + _STOP_TIMEOUT
        for worker in self._workers.values():
            worker.join(until - time.monotonic())
