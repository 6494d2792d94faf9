"""The ID-card reader: the SAM_V protocol, on a serial port or on USB."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from devices.card_jobs import no_reader
from devices.device_type import ANYWHERE, DeviceType, DriverType, Proposal, Simulated, SimulatorType, Surroundings
from devices.id_card_reader.words import TEXT
from devices.transports.keys import optional_path, serial_address, usb_address
from kiosk.configuration import one_of, text
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.device_hub import DecodePhoto, DeviceOutcome, DeviceRequest, PhotoDecoded
from kiosk.ports.devices import Device

if TYPE_CHECKING:
    from devices.driver_access import DriverAccess
    from kiosk.ports.simulator_panel import PanelPart

BAUDS = (115200, 57600, 38400, 19200, 9600)
_PHOTO = (optional_path("photo_library", "a vendor's library"), text("photo_symbol", "the name of its function", "wlt2bmp"))


class SerialReaderSettings(Value):
    """``baud``: a speed, or "auto" for all that there are."""

    address: str
    baud: int | str
    photo_library: str
    photo_symbol: str


class UsbReaderSettings(Value):
    address: str
    photo_library: str
    photo_symbol: str


def _open_serial(settings: SerialReaderSettings, _: Surroundings) -> DriverAccess:
    from devices.id_card_reader.access import reader_access
    from devices.id_card_reader.reader import SamVReader, serial_ways

    bauds = (settings.baud,) if isinstance(settings.baud, int) else BAUDS
    reader = SamVReader(lambda: serial_ways(settings.address, bauds))
    return reader_access(reader, settings.photo_library, settings.photo_symbol)


def _open_usb(settings: UsbReaderSettings, _: Surroundings) -> DriverAccess:
    from devices.id_card_reader.access import reader_access
    from devices.id_card_reader.reader import SamVReader
    from devices.id_card_reader.usb import usb_ways

    return reader_access(SamVReader(lambda: usb_ways(settings.address)), settings.photo_library, settings.photo_symbol)


def _unusable(request: DeviceRequest, reason: Reason) -> DeviceOutcome:
    return PhotoDecoded() if isinstance(request, DecodePhoto) else no_reader(request, reason)


def _simulate(folder: Path) -> AbstractContextManager[Simulated]:
    from devices.simulation.process import simulated

    return simulated("id_card_reader", "--pace", "0", driver="sam_v_serial")


def _panel() -> PanelPart:
    from devices.id_card_reader.panel import PART

    return PART


def _proposals() -> tuple[Proposal, ...]:
    on_usb, on_serial = {"driver": "sam_v_usb", "address": "auto"}, {"driver": "sam_v_serial", "address": "auto"}
    return Proposal(on_usb), Proposal(on_serial, guess=True)


ID_CARD_READER = DeviceType(
    device=Device.ID_CARD_READER,
    text=TEXT,
    reasons=(*ANYWHERE, Reason.NOT_FOUND, Reason.IN_USE, Reason.SILENT, Reason.GARBLED, Reason.MECHANICAL, Reason.NOT_AUTHORISED),
    drivers=(
        DriverType(
            name="sam_v_serial",
            called=LocalizedText("串口身份证阅读器", "Reader on a serial port"),
            settings=SerialReaderSettings,
            keys=(serial_address("auto"), one_of("baud", ("auto", *BAUDS), "auto"), *_PHOTO),
            open=_open_serial,
            where="address",
            example='driver = "sam_v_serial"\naddress = "/dev/ttyUSB0"\nbaud = 115200',
        ),
        DriverType(
            name="sam_v_usb",
            called=LocalizedText("USB 身份证阅读器", "Reader on USB"),
            settings=UsbReaderSettings,
            keys=(usb_address(), *_PHOTO),
            open=_open_usb,
            where="address",
            example='driver = "sam_v_usb"\naddress = "usb:0400:c35a"',
        ),
    ),
    unusable=_unusable,
    simulator=SimulatorType(_simulate),
    panel=_panel,
    proposals=_proposals,
)
