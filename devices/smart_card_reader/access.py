"""The reader as its worker needs it: what every reader of cards does, and what technicians' cards are asked."""

from __future__ import annotations

from devices.card_jobs import SLICE, card_access
from devices.driver_access import DriverAccess, Job
from kiosk.domain.values import replace
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest, ReadTechnicianCard, SignWithCard
from kiosk.ports.devices import NoCard, SmartCardReader


def smart_card_access(reader: SmartCardReader) -> DriverAccess:
    """A reader for its worker."""
    access = card_access(reader)

    def read_technician() -> DeviceOutcome | None:
        outcome = reader.read_technician(SLICE)
        return None if isinstance(outcome, NoCard) else outcome

    def job(request: DeviceRequest) -> Job:
        match request:
            case ReadTechnicianCard():
                return Job(read_technician)
            case SignWithCard(_, certificate, pin, digest):
                return Job(lambda: reader.sign(certificate, pin, digest))
        return access.job(request)

    return replace(access, job=job)
