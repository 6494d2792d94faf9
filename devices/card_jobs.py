"""What is asked of a reader for cards, of either kind: to read, and to tell when the card is gone."""

from __future__ import annotations

import time
from collections.abc import Callable

from devices.driver_access import DriverAccess, Job
from kiosk.domain.device_states import Reason
from kiosk.ports.device_hub import TIME_TO_MOVE, CardGone, DeviceOutcome, DeviceRequest, ReadCard, WaitForNoCard
from kiosk.ports.devices import IdCardReader, NoCard, ReaderUnavailable, SmartCardReader

SLICE = 0.3  # seconds of looking for a card before a Cancel is heard
_GONE_PACE = 0.2  # between two looks whether the card still lies there


def card_access(reader: IdCardReader | SmartCardReader) -> DriverAccess:
    """A reader for its worker."""

    def read() -> DeviceOutcome | None:
        outcome = reader.read(SLICE)
        return None if isinstance(outcome, NoCard) else outcome

    def read_once_moved() -> Callable[[], DeviceOutcome | None]:
        until = time.monotonic() + TIME_TO_MOVE

        def look() -> DeviceOutcome | None:
            nonlocal until
            if time.monotonic() < until and reader.present():
                return None
            until = 0.0
            return read()

        return look

    def gone() -> DeviceOutcome | None:
        return None if reader.present() else CardGone()  # a reader that cannot tell must not keep anybody waiting

    def job(request: DeviceRequest) -> Job:
        match request:
            case WaitForNoCard():
                return Job(gone, _GONE_PACE)
            case ReadCard(_, True):
                return Job(read_once_moved(), _GONE_PACE)
        return Job(read)

    return DriverAccess(reader.status, job, reader.close)


def no_reader(request: DeviceRequest, reason: Reason) -> DeviceOutcome:
    """What is answered while there is no driver: a card that nobody can see keeps nobody waiting."""
    return CardGone() if isinstance(request, WaitForNoCard) else ReaderUnavailable(reason)
