"""The receipt printer: ESC/POS on the network, on a serial port, or on USB."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from devices.device_type import ANYWHERE, DeviceType, DriverType, Proposal, Simulated, SimulatorType, Surroundings
from devices.receipt_printer.words import TEXT
from devices.transports.keys import baud, network_address, printer_file, serial_address
from kiosk.configuration import Key, one_of
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest
from kiosk.ports.devices import Device, PrintFailed

if TYPE_CHECKING:
    from devices.driver_access import DriverAccess
    from devices.transports.transport import Transport
    from kiosk.ports.simulator_panel import PanelPart

_SPEEDS = (115200, 19200, 9600)
_PAPER = (
    one_of("width_mm", (80, 58), 80),
    one_of("confirm", ("auto", "process_id", "transmit_status", "none"), "auto"),
    Key("extra_characters", "the characters that the printer's font has beyond GB2312", lambda value: isinstance(value, str), ""),
)


class PaperSettings(Value):
    """What the printer can do, whatever it hangs on (`devices.receipt_printer.profile`)."""

    width_mm: int
    confirm: str
    extra_characters: str


class NetworkPrinterSettings(PaperSettings):
    address: str


class SerialPrinterSettings(PaperSettings):
    address: str
    baud: int


class UsbPrinterSettings(PaperSettings):
    address: str


def _open(settings: PaperSettings, connect: Callable[[], Transport]) -> DriverAccess:
    from devices.receipt_printer.access import printer_access
    from devices.receipt_printer.printer import EscPosPrinter
    from devices.receipt_printer.profile import Confirmation, profile_for_width

    profile = profile_for_width(settings.width_mm, Confirmation(settings.confirm), settings.extra_characters)
    return printer_access(EscPosPrinter(connect, profile), settings.confirm)


def _open_network(settings: NetworkPrinterSettings, _: Surroundings) -> DriverAccess:
    from devices.transports.tcp import TcpTransport, parse_host_port

    host, port = parse_host_port(settings.address) or ("", 0)
    return _open(settings, lambda: TcpTransport(host, port))


def _open_serial(settings: SerialPrinterSettings, _: Surroundings) -> DriverAccess:
    from devices.transports.discovery import serial_path
    from devices.transports.serial_port import SerialTransport

    return _open(settings, lambda: SerialTransport(serial_path(settings.address), settings.baud))


def _open_usb(settings: UsbPrinterSettings, _: Surroundings) -> DriverAccess:
    from devices.transports.discovery import usb_printer
    from devices.transports.printer_file import PrinterFile

    return _open(settings, lambda: PrinterFile(usb_printer() if settings.address == "auto" else settings.address))


def _unusable(request: DeviceRequest, reason: Reason) -> DeviceOutcome:
    return PrintFailed(reason)


def _simulate(folder: Path) -> AbstractContextManager[Simulated]:
    from devices.simulation.process import simulated

    return simulated("receipt_printer", "--paper-dir", str(folder), driver="escpos_network")


def _trial(serial: str) -> DeviceRequest:
    from devices.receipt_printer.trial import trial_receipt

    return trial_receipt(serial)


def _panel() -> PanelPart:
    from devices.receipt_printer.panel import PART

    return PART


def _proposals() -> tuple[Proposal, ...]:
    """One on a serial port is asked at the speeds that printers are sold with; what answers as a printer is one."""
    from devices.transports.discovery import serial_ports

    on_usb = Proposal({"driver": "escpos_usb", "address": "auto"})
    on_serial = ({"driver": "escpos_serial", "address": port, "baud": speed} for port in serial_ports() for speed in _SPEEDS)
    return (on_usb, *(Proposal(table, guess=True) for table in on_serial))


RECEIPT_PRINTER = DeviceType(
    device=Device.RECEIPT_PRINTER,
    text=TEXT,
    reasons=(
        *ANYWHERE,
        Reason.NOT_FOUND,
        Reason.IN_USE,
        Reason.SILENT,
        Reason.BUFFER_FULL,
        Reason.GARBLED,
        Reason.OFFLINE,
        Reason.PAPER_LOW,
        Reason.PAPER_OUT,
        Reason.COVER_OPEN,
        Reason.CUTTER,
        Reason.MECHANICAL,
        Reason.PAPER_MISSING,
        Reason.NOT_RECORDED,
    ),
    drivers=(
        DriverType(
            name="escpos_network",
            called=LocalizedText("网络打印机", "Printer on the network"),
            settings=NetworkPrinterSettings,
            keys=(*_PAPER, network_address()),
            open=_open_network,
            where="address",
            example='driver = "escpos_network"\naddress = "192.168.1.50:9100"\nwidth_mm = 80\nconfirm = "process_id"',
        ),
        DriverType(
            name="escpos_serial",
            called=LocalizedText("串口打印机", "Printer on a serial port"),
            settings=SerialPrinterSettings,
            keys=(*_PAPER, serial_address(), baud(115200)),
            open=_open_serial,
            where="address",
            example='driver = "escpos_serial"\naddress = "/dev/ttyUSB1"\nbaud = 19200\nwidth_mm = 58',
        ),
        DriverType(
            name="escpos_usb",
            called=LocalizedText("USB 打印机", "Printer on USB"),
            settings=UsbPrinterSettings,
            keys=(*_PAPER, printer_file()),
            open=_open_usb,
            where="address",
            example='driver = "escpos_usb"\naddress = "/dev/usb/lp0"\nextra_characters = "①②③"',
        ),
    ),
    unusable=_unusable,
    simulator=SimulatorType(_simulate),
    panel=_panel,
    trial=_trial,
    proposals=_proposals,
)
