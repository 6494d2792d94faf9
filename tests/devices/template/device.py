"""The status lamp, on a serial port."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from devices.device_type import ANYWHERE, DeviceType, DriverType, Simulated, SimulatorType, Surroundings
from devices.transports.keys import serial_address
from kiosk.domain.device_states import Reason
from kiosk.domain.values import Value
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest
from kiosk.ports.devices import Device, ScannerUnavailable

from .words import TEXT

if TYPE_CHECKING:
    from devices.driver_access import DriverAccess


class LampSettings(Value):
    address: str


def _open(settings: LampSettings, _: Surroundings) -> DriverAccess:
    from devices.driver_access import DriverAccess, Job
    from devices.transports.discovery import serial_path
    from devices.transports.serial_port import SerialTransport

    from .driver import StatusLamp

    lamp = StatusLamp(lambda: SerialTransport(serial_path(settings.address), 9600))

    def job(request: DeviceRequest) -> Job:
        raise AssertionError(request)  # nothing is asked of it yet

    return DriverAccess(lamp.status, job, lamp.close)


def _unusable(request: DeviceRequest, reason: Reason) -> DeviceOutcome:
    return ScannerUnavailable(reason)


def _simulate(folder: Path) -> AbstractContextManager[Simulated]:
    from devices.simulation.process import simulated

    return simulated("status_lamp", driver="serial")


STATUS_LAMP = DeviceType(
    device=Device("status_lamp"),
    text=TEXT,
    reasons=(*ANYWHERE, Reason.NOT_FOUND, Reason.IN_USE, Reason.SILENT, Reason.GARBLED),
    drivers=(
        DriverType(
            name="serial",
            settings=LampSettings,
            keys=(serial_address(),),
            open=_open,
            where="address",
            example='driver = "serial"\naddress = "/dev/ttyUSB2"',
        ),
    ),
    unusable=_unusable,
    simulator=SimulatorType(_simulate),
)
