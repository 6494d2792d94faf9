"""An A4 printer for its worker."""

from __future__ import annotations

from devices.driver_access import DriverAccess, Job
from kiosk.ports.device_hub import CancelLeftPages, DeviceOutcome, DeviceRequest, PrintPages
from kiosk.ports.devices import PagePrinter, RemnantNoted

_PACE = 0.3  # seconds between two looks at a page on its way


def pages_access(printer: PagePrinter) -> DriverAccess:
    """What the printer's worker does for each request: start a page and follow it until its end is known, or cancel pages that
    an earlier process left in the queue."""

    def cancel(serials: tuple[str, ...]) -> DeviceOutcome:
        printer.cancel_left(serials)
        return RemnantNoted()

    def job(request: DeviceRequest) -> Job:
        if isinstance(request, CancelLeftPages):
            return Job(lambda: cancel(request.serials))
        assert isinstance(request, PrintPages)
        page = printer.begin(request.pdf, request.serial)
        return Job(page.advance, _PACE, take_back=page.take_back)

    return DriverAccess(printer.status, job, printer.close)
