"""A code scanner for its worker."""

from __future__ import annotations

from devices.driver_access import DriverAccess, Job
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest
from kiosk.ports.devices import CodeScanner, NoCode

_SLICE = 0.3  # seconds of looking for a code before a Cancel is heard


def scanner_access(scanner: CodeScanner) -> DriverAccess:
    """How the scanner's worker uses it: a scan lasts until a code came or somebody cancels."""

    def job(request: DeviceRequest) -> Job:
        # Armed when the request is taken, not when it is first served: what is shown in between was asked for.
        scanner.arm()

        def scan() -> DeviceOutcome | None:
            outcome = scanner.scan(_SLICE)
            return None if isinstance(outcome, NoCode) else outcome

        return Job(scan)

    return DriverAccess(scanner.status, job, scanner.close)
