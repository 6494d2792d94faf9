"""The document camera for its worker: pages, and what stands on one."""

from __future__ import annotations

from devices.driver_access import DriverAccess, Job
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest, ReadField
from kiosk.ports.devices import DocumentCamera, NoPage

_SLICE = 1.0  # seconds of looking for a page before a Cancel is heard
_SLICES = 5  # in vain, until it is told why


def document_access(camera: DocumentCamera) -> DriverAccess:
    """How the camera's worker uses it: a look for a page goes on in slices, so that it can be given up, and reads fields."""

    def job(request: DeviceRequest) -> Job:
        if isinstance(request, ReadField):
            from devices.document_camera.ocr import read_field

            return Job(lambda: read_field(request.jpeg, request.kind))
        left = iter(range(_SLICES - 1, -1, -1))

        def scan() -> DeviceOutcome | None:
            outcome = camera.scan(_SLICE)
            return None if isinstance(outcome, NoPage) and next(left) else outcome

        return Job(scan)

    return DriverAccess(camera.status, job, camera.close)
