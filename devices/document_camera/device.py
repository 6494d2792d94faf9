"""The document camera. Its native libraries run in child processes."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from devices.camera.keys import camera_address
from devices.device_type import ANYWHERE, DeviceType, DriverType, Proposal, RunsIn, Simulated, SimulatorType, Surroundings
from devices.document_camera.words import TEXT
from kiosk.configuration import yes_or_no
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest, ReadField
from kiosk.ports.devices import CameraUnavailable, Device, FieldRead

if TYPE_CHECKING:
    from devices.driver_access import DriverAccess
    from kiosk.ports.simulator_panel import PanelPart


class DocumentCameraSettings(Value):
    """``reads_text``: told here, used by the session: it offers to read only where reading was installed."""

    address: str
    reads_text: bool


def _open(settings: DocumentCameraSettings, _: Surroundings) -> DriverAccess:
    from devices.document_camera.access import document_access
    from devices.document_camera.camera import PageCamera

    return document_access(PageCamera(settings.address))


def _unusable(request: DeviceRequest, reason: Reason) -> DeviceOutcome:
    return FieldRead() if isinstance(request, ReadField) else CameraUnavailable(reason)


def _simulate(folder: Path) -> AbstractContextManager[Simulated]:
    from devices.simulation.process import simulated

    return simulated("camera", "--folder", str(folder / "pictures"), driver="camera")


def _panel() -> PanelPart:
    from devices.document_camera.panel import PART

    return PART


def _proposals() -> tuple[Proposal, ...]:
    return (Proposal({"driver": "camera", "address": "auto"}),)


DOCUMENT_CAMERA = DeviceType(
    device=Device.DOCUMENT_CAMERA,
    text=TEXT,
    reasons=(*ANYWHERE, Reason.NOT_FOUND, Reason.SILENT, Reason.GARBLED, Reason.MECHANICAL),
    drivers=(
        DriverType(
            name="camera",
            called=LocalizedText("摄像头", "Camera"),
            settings=DocumentCameraSettings,
            keys=(camera_address(), yes_or_no("reads_text", False)),
            open=_open,
            where="address",
            example='driver = "camera"\naddress = "/dev/v4l/by-id/usb-a_camera-video-index0"\nreads_text = true',
            runs_in=RunsIn.CHILD_PROCESS,
        ),
    ),
    unusable=_unusable,
    simulator=SimulatorType(_simulate),
    panel=_panel,
    proposals=_proposals,
)
