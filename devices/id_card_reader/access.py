"""The ID-card reader for its worker: cards, and the photo in a card's block."""

from __future__ import annotations

from devices.card_jobs import card_access
from devices.driver_access import DriverAccess, Job
from kiosk.domain.values import replace
from kiosk.ports.device_hub import DecodePhoto, DeviceOutcome, DeviceRequest, PhotoDecoded
from kiosk.ports.devices import IdCardReader


def reader_access(reader: IdCardReader, library: str, symbol: str) -> DriverAccess:
    """``library``: a vendor's, for the photo, and the ``symbol`` of its function; "" where there is none."""
    cards = card_access(reader)

    def photo(block: bytes) -> DeviceOutcome:
        if not library:
            return PhotoDecoded()
        from devices.id_card_reader.photo import PhotoLibrary, decode

        return PhotoDecoded(decode(PhotoLibrary(library, symbol), block))

    def job(request: DeviceRequest) -> Job:
        if isinstance(request, DecodePhoto):
            return Job(lambda: photo(request.block))
        return cards.job(request)

    return replace(cards, job=job)
