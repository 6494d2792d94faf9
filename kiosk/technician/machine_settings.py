"""What is set of the machine itself: screen, touch, brightness, sound, its address, and which devices on USB it takes. Pure.

They stand in ``machine.toml`` in the terminal's folder, so that the terminal's own pages may write them (`as_toml`); `main.py
machine apply`, as root, makes of them what the units, udev and the X server read. What is no good has its default, and is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kiosk.configuration import Key, one_of, read_table, whole_number, yes_or_no
from kiosk.domain.values import Value, replace
from kiosk.technician.machine_address import MOST_SERVERS, MachineAddress, is_address, is_of_a_host, wrong_with

KMS, X11 = "kms", "x11"
IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
# A listed device: vendor and product in hexadecimal, then what it is called below /dev/terminal.
_LISTED = re.compile(r"([0-9a-f]{4}):([0-9a-f]{4}) ([a-z][a-z0-9_]{0,31})")
# libinput's matrices (libinput's "Absolute axes" page): of coordinates from 0 to 1, clockwise.
_TURNED = {
    0: IDENTITY,
    90: (0.0, -1.0, 1.0, 1.0, 0.0, 0.0),
    180: (-1.0, 0.0, 1.0, 0.0, -1.0, 1.0),
    270: (0.0, 1.0, 0.0, -1.0, 0.0, 1.0),
}
_XRANDR = {0: "normal", 90: "right", 180: "inverted", 270: "left"}


def _matrix(value: object) -> bool:
    return (
        isinstance(value, (list, tuple))
        and len(value) == len(IDENTITY)
        and all(type(number) in (int, float) and -10 <= number <= 10 for number in value)
    )


def _listed(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(one, str) and _LISTED.fullmatch(one) for one in value)


def _servers(value: object) -> bool:
    return isinstance(value, (list, tuple)) and len(value) <= MOST_SERVERS and all(is_address(one) for one in value)


TABLES: Mapping[str, tuple[Key, ...]] = {
    "display": (
        one_of("through", (KMS, X11), KMS),
        one_of("rotation", (0, 90, 180, 270), 0),
        whole_number("brightness", "percent", 10, 100, 100),
    ),
    "touch": (Key("matrix", "six numbers from -10 to 10, libinput's calibration matrix", _matrix, IDENTITY),),
    "sound": (whole_number("volume", "percent", 0, 100, 70),),
    "network": (
        Key("address", 'an address with its prefix, such as "192.168.1.20/24", or ""', lambda v: v == "" or is_of_a_host(v), ""),
        Key("gateway", 'an address, or ""', lambda value: value == "" or is_address(value), ""),
        Key("name_servers", f"a list of addresses, {MOST_SERVERS} at the most", _servers, ()),
    ),
    "usb": (
        yes_or_no("only_listed", False),
        Key("allowed", 'a list of texts such as "0400:c35a id_card_reader"', _listed, ()),
    ),
}


class MachineSettings(Value):
    """``rotation``: of the picture, clockwise, degrees. ``brightness``, ``volume``: percent. ``matrix``: of the touch screen as it
    is built in, before the rotation. ``network``: this machine's address. ``allowed``: ``vendor:product name``; only these work
    where ``only_listed``."""

    through: str = KMS
    rotation: int = 0
    brightness: int = 100
    matrix: tuple[float, ...] = IDENTITY
    volume: int = 70
    network: MachineAddress = MachineAddress()
    only_listed: bool = False
    allowed: tuple[str, ...] = ()


def read_settings(given: Mapping[str, object]) -> tuple[MachineSettings, tuple[str, ...]]:
    """Settings, and every mistake in them.

    Args:
        given: the tables of ``machine.toml``; what is not there has its default.

    Returns:
        The settings, and a line for each mistake, which says what is allowed.
    """
    values: dict[str, Any] = {}
    problems = [f"[{name}]: no such table; there are {', '.join(TABLES)}" for name in given if name not in TABLES]
    for name, keys in TABLES.items():
        reading = read_table(name, keys, given.get(name, {}))
        values |= reading.values
        problems += [problem.text for problem in reading.problems]
    matrix = tuple(float(number) for number in values.pop("matrix"))
    network = MachineAddress(values.pop("address"), values.pop("gateway"), tuple(values.pop("name_servers")))
    settings = MachineSettings(matrix=matrix, network=network, allowed=tuple(values.pop("allowed")), **values)
    if fault := wrong_with(network):
        problems.append(f"[network]: {fault.en}")
        settings = replace(settings, network=MachineAddress())
    if settings.through == KMS and matrix not in _TURNED.values():
        problems.append('[touch] matrix: with [display] through = "kms" only turns by a quarter are possible; "x11" takes any')
    if settings.through == KMS and settings.rotation:
        problems.append('[display] rotation: with through = "kms" the picture stays as the panel has it; "x11" turns it')
        settings = replace(settings, rotation=0)
    return settings, tuple(problems)


def as_toml(settings: MachineSettings) -> str:
    """The file that `read_settings` reads."""
    listed = "".join(f'    "{one}",\n' for one in settings.allowed)
    network, servers = settings.network, ", ".join(f'"{one}"' for one in settings.network.name_servers)
    numbers = ", ".join(f"{number:g}" for number in settings.matrix)
    return (
        f'[display]\nthrough = "{settings.through}"\nrotation = {settings.rotation}\nbrightness = {settings.brightness}\n'
        f"[touch]\nmatrix = [{numbers}]\n[sound]\nvolume = {settings.volume}\n"
        f'[network]\naddress = "{network.address}"\ngateway = "{network.gateway}"\nname_servers = [{servers}]\n'
        f"[usb]\nonly_listed = {str(settings.only_listed).lower()}\nallowed = [\n{listed}]\n"
    )


def turned(matrix: tuple[float, ...], rotation: int) -> tuple[float, ...]:
    """A touch screen's matrix on a picture that is turned: from what it reports to the place on the glass, then in the picture.

    Args:
        matrix: the first two rows of libinput's calibration matrix.
        rotation: of the picture, clockwise, degrees: 0, 90, 180 or 270.
    """
    a, b, c, d, e, f = _TURNED[-rotation % 360]  # the picture is turned, so a touch on it is turned back
    p, q, r, s, t, u = matrix
    return (a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f)


def environment(settings: MachineSettings) -> dict[str, str]:
    """Of the terminal's process and of the X server: Qt's platform plugin, and which way is up.

    Source: Qt's "Qt for Embedded Linux" (linuxfb on DRM's dumb buffers, evdev). What draws needs no GL, and PySide6 6.11's wheels
    lack a library of eglfs's GBM backend; their plugins are built without libinput, so touch is evdev's.
    """
    if settings.through == X11:
        return {
            "QT_QPA_PLATFORM": "xcb",
            "DISPLAY": ":0",
            "XAUTHORITY": "/run/community-terminal-x11/xauthority",
            "COMMUNITY_TERMINAL_ROTATE": _XRANDR[settings.rotation],
        }
    quarter = next((degrees for degrees, matrix in _TURNED.items() if matrix == settings.matrix), 0)
    touch = {"QT_QPA_EVDEV_TOUCHSCREEN_PARAMETERS": f"rotate={quarter}"} if quarter else {}
    return {"QT_QPA_PLATFORM": "linuxfb", "QT_QPA_FB_DRM": "1", "QT_QPA_FB_HIDECURSOR": "1"} | touch


def udev_rules(settings: MachineSettings) -> str:
    """Rules for what is plugged in: names by identity, the touch screen's matrix for X11, and whether others work at all.

    Source: udev(7); the kernel's Documentation/usb/authorization.rst. Hubs are let through by their class, 09; what was there
    before udev, and was let through by the kernel, is shut out where it is not listed.
    """
    matrix = " ".join(f"{number:g}" for number in turned(settings.matrix, settings.rotation))
    of_touch = 'SUBSYSTEM=="input", KERNEL=="event*", ENV{ID_INPUT_TOUCHSCREEN}=="1"'
    of_usb = 'ACTION=="add|change", SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device"'
    rules = [f'{of_touch}, ENV{{LIBINPUT_CALIBRATION_MATRIX}}="{matrix}"']
    for vendor, product, name in (found.groups() for one in settings.allowed if (found := _LISTED.fullmatch(one))):
        rules.append(f'{of_usb}, ATTR{{idVendor}}=="{vendor}", ATTR{{idProduct}}=="{product}", ENV{{TERMINAL_LISTED}}="1"')
        above = f'ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}"'
        rules.append(f'SUBSYSTEM=="tty|usbmisc|hidraw|video4linux", {above}, SYMLINK+="terminal/{name}"')
    if settings.only_listed:
        rules.append(f'{of_usb}, ATTR{{bDeviceClass}}=="09", ENV{{TERMINAL_LISTED}}="1"')
        rules.append(f'{of_usb}, KERNEL=="usb[0-9]*", ATTR{{authorized_default}}="0"')
        rules.append(f'{of_usb}, ENV{{TERMINAL_LISTED}}=="1", ATTR{{authorized}}="1"')
        rules.append(f'{of_usb}, ENV{{TERMINAL_LISTED}}!="1", ATTR{{authorized}}="0"')
    else:
        rules.append(f'{of_usb}, KERNEL=="usb[0-9]*", ATTR{{authorized_default}}="1"')
        rules.append(f'{of_usb}, KERNEL!="usb[0-9]*", ATTR{{authorized}}="1"')
    return "\n".join(rules) + "\n"
