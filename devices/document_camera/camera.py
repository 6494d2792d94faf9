"""The driver of a document camera. It is on while a page is looked for; what it sees stays in the child until it is a page."""

from __future__ import annotations

from devices.camera.camera_process import ANSWER_TIMEOUT, CameraProcess
from devices.transports.transport import TransportError
from kiosk.ports.devices import CameraUnavailable, DeviceStatus, DocumentOutcome, DocumentScanned, NoPage, NoPageReason

_WORK = 4.0  # seconds to straighten a page and write it, beyond the time to look; usually half a second


class PageCamera:
    """A `DocumentCamera`. ``address``: see `devices.camera.frame_source`; of ``width`` by ``height``, 5 megapixels give 200 dpi."""

    def __init__(self, address: str, width: int = 2592, height: int = 1944) -> None:
        self._camera = CameraProcess(address, width, height)

    @property
    def pid(self) -> int | None:
        """Of the child that runs now."""
        return self._camera.pid

    def status(self) -> DeviceStatus:
        """As `CameraProcess.status` tells it."""
        return self._camera.status()

    def scan(self, timeout: float) -> DocumentOutcome:
        """Blocks for at most ``timeout``, and the start of the child and the work on the page beyond that."""
        try:
            told = self._camera.ask("still", timeout + ANSWER_TIMEOUT + _WORK, seconds=timeout)
        except TransportError as error:
            return CameraUnavailable(error.reason)
        if "none" in told.values:
            return NoPage(NoPageReason(str(told.values["none"])))
        size = int(told.values["jpeg"])
        return DocumentScanned(told.body[:size], told.body[size:])

    def close(self) -> None:
        """End the child; the camera is off."""
        self._camera.close()
