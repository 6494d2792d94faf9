"""Every device of the terminal, each behind its own thread. Importing this loads no driver."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from devices.drivers import open_driver
from devices.runtime.worker import Worker
from devices.settings import parse_tables
from kiosk.ports.device_hub import (
    Cancel,
    CancelLeftPages,
    CutRemnant,
    DecodePhoto,
    DeviceEvent,
    DeviceHub,
    DeviceRequest,
    PrintPages,
    PrintReceipt,
    ReadCard,
    ReadField,
    ReadSocialCard,
    ScanCode,
    ScanDocument,
    Speak,
    TakeBack,
    WaitForNoCard,
)
from kiosk.ports.devices import Device

if TYPE_CHECKING:
    from devices.code_scanner.wedge import Wedge

_STOP_TIMEOUT = 2.0

_DEVICE_OF: dict[type[DeviceRequest], Device] = {
    ReadCard: Device.ID_CARD_READER,
    DecodePhoto: Device.ID_CARD_READER,
    ReadSocialCard: Device.SMART_CARD_READER,
    ScanCode: Device.CODE_SCANNER,
    PrintReceipt: Device.RECEIPT_PRINTER,
    CutRemnant: Device.RECEIPT_PRINTER,
    PrintPages: Device.PAGE_PRINTER,
    CancelLeftPages: Device.PAGE_PRINTER,
    ScanDocument: Device.DOCUMENT_CAMERA,
    ReadField: Device.DOCUMENT_CAMERA,
    Speak: Device.SPEAKER,
}


def open_device_hub(tables: Mapping[str, object], post: Callable[[DeviceEvent], None], wedge: Wedge | None = None) -> DeviceHub:
    """A hub for the device tables of the configuration file; ``post`` is called on the devices' threads. ``wedge``: where the
    window puts the keys of a scanner that types.

    A device without a table is UNAVAILABLE(NOT_CONFIGURED), one whose table is not understood UNAVAILABLE(MISCONFIGURED).
    Nothing is opened, and no thread runs, before ``start``.
    """
    settings, problems = parse_tables(tables)
    wrong = {problem.table: problem.text for problem in reversed(problems)}
    return _ThreadedHub(
        {
            device: Worker(device, partial(open_driver, device, settings.get(device), wrong.get(device.value, ""), wedge), post)
            for device in Device
        }
    )


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
            device = request.reader if isinstance(request, WaitForNoCard) else _DEVICE_OF[type(request)]
            self._workers[device].request(request)

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.ask_to_stop()
        until = time.monotonic() + _STOP_TIMEOUT
        for worker in self._workers.values():
            worker.join(until - time.monotonic())
