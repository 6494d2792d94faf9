"""Every kind of device that this program knows. A new one is a folder beside this file, and its line here."""

from __future__ import annotations

from devices.code_scanner.device import CODE_SCANNER
from devices.device_type import DeviceType
from devices.document_camera.device import DOCUMENT_CAMERA
from devices.id_card_reader.device import ID_CARD_READER
from devices.page_printer.device import PAGE_PRINTER
from devices.receipt_printer.device import RECEIPT_PRINTER
from devices.smart_card_reader.device import SMART_CARD_READER
from devices.speaker.device import SPEAKER
from kiosk.ports.device_text import provide
from kiosk.ports.devices import Device

DEVICE_TYPES: tuple[DeviceType, ...] = (
    ID_CARD_READER,
    SMART_CARD_READER,
    CODE_SCANNER,
    RECEIPT_PRINTER,
    PAGE_PRINTER,
    DOCUMENT_CAMERA,
    SPEAKER,
)

provide(kind.text for kind in DEVICE_TYPES)


def type_of(device: Device) -> DeviceType:
    """KeyError of a device that nobody registered."""
    for kind in DEVICE_TYPES:
        if kind.device is device:
            return kind
    raise KeyError(device)
