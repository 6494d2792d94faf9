"""Keys of the configuration that say where a device hangs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devices.transports.discovery import parse_usb
from devices.transports.tcp import parse_host_port
from kiosk.configuration import REQUIRED, Key, is_path, one_of

BAUDS = (115200, 57600, 38400, 19200, 9600, 4800, 2400, 1200)
_TTY = 'the path of a serial port, as "/dev/serial/by-id/..."; or "usb:VVVV:PPPP", its adapter\'s vendor and product'


def _or_auto(good: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: value == "auto" or good(value)


def _is_usb(value: object) -> bool:
    return isinstance(value, str) and parse_usb(value) is not None


def serial_address(default: Any = REQUIRED) -> Key:
    """``auto`` is allowed where it is the default."""
    if default is REQUIRED:
        return Key("address", _TTY, lambda value: is_path(value) or _is_usb(value))
    return Key("address", f'"auto", {_TTY}', _or_auto(lambda value: is_path(value) or _is_usb(value)), default)


def baud(default: int) -> Key:
    """``baud``: one of `BAUDS`."""
    return one_of("baud", BAUDS, default)


def usb_address() -> Key:
    """``address`` of a device on USB: auto, or vendor and product in hex."""
    return Key("address", '"auto" or "usb:VVVV:PPPP"', _or_auto(_is_usb), "auto")


def printer_file() -> Key:
    """``address`` of a printer on USB: auto, or the kernel's file."""
    return Key("address", '"auto" or the path of its file, as "/dev/usb/lp0"', _or_auto(is_path), "auto")


def network_address() -> Key:
    """``address`` of a device on the network: host and port."""
    return Key(
        "address", '"host:port", as "192.0.2.7:9100"', lambda value: isinstance(value, str) and parse_host_port(value) is not None
    )


def optional_path(name: str, what: str) -> Key:
    """ "": none."""
    return Key(name, f"the path of {what}", lambda value: value == "" or is_path(value), "")
