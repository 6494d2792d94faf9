"""The code scanner: one on a serial port, one that types, or a camera."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from devices.camera.keys import camera_address
from devices.code_scanner.gaps import GAP_MS, GAPS_MS
from devices.code_scanner.words import TEXT
from devices.device_type import ANYWHERE, DeviceType, DriverType, Proposal, RunsIn, Simulated, SimulatorType, Surroundings
from devices.transports.keys import baud, serial_address
from kiosk.configuration import whole_number
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest
from kiosk.ports.devices import Device, ScannerUnavailable

if TYPE_CHECKING:
    from devices.driver_access import DriverAccess
    from kiosk.ports.simulator_panel import PanelPart


class SerialScannerSettings(Value):
    address: str
    baud: int


class KeyboardSettings(Value):
    """``gap_ms``: the longest time between two keys of a code."""

    gap_ms: int


class CameraSettings(Value):
    address: str


def _open_serial(settings: SerialScannerSettings, _: Surroundings) -> DriverAccess:
    from devices.code_scanner.access import scanner_access
    from devices.code_scanner.scanner import SerialScanner, open_port

    return scanner_access(SerialScanner(lambda: open_port(settings.address, settings.baud)))


def _open_keyboard(settings: KeyboardSettings, surroundings: Surroundings) -> DriverAccess:
    from devices.code_scanner.access import scanner_access
    from devices.code_scanner.wedge import Wedge, WedgeScanner

    wedge = surroundings.wedge
    return scanner_access(WedgeScanner(wedge if isinstance(wedge, Wedge) else Wedge(settings.gap_ms / 1000)))


def _open_camera(settings: CameraSettings, _: Surroundings) -> DriverAccess:
    from devices.code_scanner.access import scanner_access
    from devices.code_scanner.camera import CameraScanner

    return scanner_access(CameraScanner(settings.address))


def _unusable(request: DeviceRequest, reason: Reason) -> DeviceOutcome:
    return ScannerUnavailable(reason)


def _simulate(folder: Path) -> AbstractContextManager[Simulated]:
    from devices.simulation.process import simulated

    return simulated("code_scanner", "--pace", "0", driver="serial")


def _panel() -> PanelPart:
    from devices.code_scanner.panel import PART

    return PART


def _proposals() -> tuple[Proposal, ...]:
    """A camera may be the document camera, and of a scanner that types nothing can be seen before it does."""
    unsure = {"driver": "keyboard"}, {"driver": "camera", "address": "auto"}
    return (Proposal({"driver": "serial", "address": "auto"}), *(Proposal(table, sure=False) for table in unsure))


CODE_SCANNER = DeviceType(
    device=Device.CODE_SCANNER,
    text=TEXT,
    reasons=(*ANYWHERE, Reason.NOT_FOUND, Reason.IN_USE, Reason.SILENT, Reason.GARBLED, Reason.MECHANICAL),
    drivers=(
        DriverType(
            name="serial",
            called=LocalizedText("串口扫码器", "Scanner on a serial port"),
            settings=SerialScannerSettings,
            keys=(serial_address("auto"), baud(9600)),
            open=_open_serial,
            where="address",
            example='driver = "serial"\naddress = "/dev/ttyACM0"\nbaud = 9600',
        ),
        DriverType(
            name="camera",
            called=LocalizedText("摄像头扫码", "Camera"),
            settings=CameraSettings,
            keys=(camera_address(),),
            open=_open_camera,
            where="address",
            example='driver = "camera"\naddress = "auto"',
            runs_in=RunsIn.CHILD_PROCESS,
        ),
        DriverType(
            name="keyboard",
            called=LocalizedText("键盘式扫码器", "Scanner that types"),
            settings=KeyboardSettings,
            keys=(whole_number("gap_ms", "milliseconds", *GAPS_MS, GAP_MS, "; `main.py doctor --scan` says how many"),),
            open=_open_keyboard,
            example='driver = "keyboard"\ngap_ms = 50',
        ),
    ),
    unusable=_unusable,
    simulator=SimulatorType(_simulate),
    panel=_panel,
    proposals=_proposals,
)
