"""Where devices are found: by what they are, and not by the port that they happen to get.

An address in the configuration is a path, ``auto``, or ``usb:VVVV:PPPP`` with a serial number after a third colon where two of a
kind are attached. It is resolved anew at every opening: after an unplug or a restart the numbers of ports change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.transports.transport import TransportError
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value

_USB = re.compile(r"usb:([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.+))?")
_BY_ID = Path("/dev/serial/by-id")
_USB_PRINTERS = Path("/dev/usb")
_VIDEO_BY_ID = Path("/dev/v4l/by-id")

# Makers of code scanners; in USB-COM mode their devices are serial ports: Honeywell, Newland, Zebra, Datalogic, Opticon.
SCANNER_MAKERS = frozenset({0x0C2E, 0x1EAB, 0x05E0, 0x05F9, 0x065A})


class UsbAddress(Value):
    vendor: int
    product: int
    serial: str = ""


def parse_usb(address: str) -> UsbAddress | None:
    """``usb:0400:c35a`` or ``usb:0403:6001:A50285BI``; None for anything else."""
    match = _USB.fullmatch(address)
    return UsbAddress(int(match[1], 16), int(match[2], 16), match[3] or "") if match else None


def serial_path(address: str) -> str:
    """The tty of a path or of a ``usb:`` address. `TransportError` NOT_FOUND where no such adapter is attached."""
    wanted = parse_usb(address)
    if wanted is None:
        return address
    from serial.tools.list_ports import comports

    for port in comports():
        if (port.vid, port.pid) == (wanted.vendor, wanted.product) and wanted.serial in ("", port.serial_number):
            return str(port.device)
    raise TransportError(Reason.NOT_FOUND)


def serial_ports() -> list[str]:
    """Every serial port that a reader may hang on: adapters on USB by their identity, then ports with a chip behind them."""
    from serial.tools.list_ports import comports

    adapters = sorted(map(str, _BY_ID.iterdir())) if _BY_ID.is_dir() else []
    known = {str(Path(path).resolve()) for path in adapters}
    return adapters + sorted(port.device for port in comports() if port.device not in known)


def scanner_port() -> str:
    """The port of the first code scanner in USB-COM mode. `TransportError` NOT_FOUND where there is none."""
    from serial.tools.list_ports import comports

    for port in sorted(comports(), key=lambda port: str(port.device)):
        if port.vid in SCANNER_MAKERS:
            return str(port.device)
    raise TransportError(Reason.NOT_FOUND)


def usb_printer() -> str:
    """The first printer on USB, as the kernel's usblp shows it. `TransportError` NOT_FOUND where there is none."""
    found = _usb_printers()
    if not found:
        raise TransportError(Reason.NOT_FOUND)
    return found[0]


def camera() -> str:
    """The first camera, by its identity. `TransportError` NOT_FOUND where there is none."""
    found = _cameras()
    if not found:
        raise TransportError(Reason.NOT_FOUND)
    return found[0]


def _told(port: Any) -> str:
    usb = f" usb:{port.vid:04x}:{port.pid:04x}" if port.vid is not None else ""
    return f"{port.device}{usb} {port.description}".replace(" n/a", "")


def _serial_ports_told() -> list[str]:
    from serial.tools.list_ports import comports

    return sorted(map(_told, comports()))


def _usb_printers() -> list[str]:
    return sorted(map(str, _USB_PRINTERS.glob("lp*"))) if _USB_PRINTERS.is_dir() else []


def _cameras() -> list[str]:
    return sorted(map(str, _VIDEO_BY_ID.glob("*-video-index0"))) if _VIDEO_BY_ID.is_dir() else []


class Attached(Value):
    """A kind of port. ``find``: what this machine has of it, as one would write it into the configuration."""

    key: str
    name: LocalizedText
    find: Callable[[], list[str]]


ATTACHED = (
    Attached("serial", LocalizedText("看到的串口", "Serial ports seen"), _serial_ports_told),
    Attached("printer", LocalizedText("看到的 USB 打印机", "USB printers seen"), _usb_printers),
    Attached("camera", LocalizedText("看到的摄像头", "Cameras seen"), _cameras),
)
