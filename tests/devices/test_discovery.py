"""Devices by what they are: on a machine made up for it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from devices.transports import discovery
from devices.transports.discovery import (
    ATTACHED,
    UsbAddress,
    camera,
    parse_usb,
    scanner_port,
    serial_path,
    serial_ports,
    usb_printer,
)
from devices.transports.transport import TransportError
from kiosk.domain.device_states import Reason

FTDI = SimpleNamespace(device="/dev/ttyUSB0", vid=0x0403, pid=0x6001, serial_number="A5", description="FT232R")
OTHER = SimpleNamespace(device="/dev/ttyUSB1", vid=0x0403, pid=0x6001, serial_number="B6", description="FT232R")
SCANNER = SimpleNamespace(device="/dev/ttyACM0", vid=0x0C2E, pid=0x0B6A, serial_number="", description="Honeywell")
BUILT_IN = SimpleNamespace(device="/dev/ttyS0", vid=None, pid=None, serial_number=None, description="n/a")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [OTHER, FTDI, SCANNER, BUILT_IN])
    monkeypatch.setattr(discovery, "_BY_ID", tmp_path / "by-id")
    monkeypatch.setattr(discovery, "_USB_PRINTERS", tmp_path / "usb")
    monkeypatch.setattr(discovery, "_VIDEO_BY_ID", tmp_path / "video")
    return tmp_path


def test_addresses() -> None:
    assert parse_usb("usb:0400:C35A") == UsbAddress(0x0400, 0xC35A)
    assert parse_usb("usb:0403:6001:A5") == UsbAddress(0x0403, 0x6001, "A5")
    for none in ("", "usb:", "usb:403:6001", "usb:0403:6001:", "/dev/ttyUSB0", "auto"):
        assert parse_usb(none) is None


def test_an_adapter_is_found_wherever_it_is_plugged_in(machine: Path) -> None:
    assert serial_path("usb:0403:6001:A5") == "/dev/ttyUSB0"
    assert serial_path("usb:0403:6001:B6") == "/dev/ttyUSB1"
    assert serial_path("/dev/anything") == "/dev/anything"
    with pytest.raises(TransportError) as fault:
        serial_path("usb:0403:6001:C7")
    assert fault.value.reason is Reason.NOT_FOUND


def test_every_port_is_asked_once_the_ones_with_an_identity_first(machine: Path) -> None:
    (machine / "by-id").mkdir()
    (machine / "by-id" / "usb-FTDI_A5").symlink_to("/dev/ttyUSB0")
    assert serial_ports() == [str(machine / "by-id" / "usb-FTDI_A5"), "/dev/ttyACM0", "/dev/ttyS0", "/dev/ttyUSB1"]


def test_what_can_be_found(machine: Path) -> None:
    assert scanner_port() == "/dev/ttyACM0"
    for find in (usb_printer, camera):
        with pytest.raises(TransportError):
            find()
    for name in ("usb/lp1", "usb/lp0", "video/usb-Cam-video-index1", "video/usb-Cam-video-index0"):
        (machine / name).parent.mkdir(exist_ok=True)
        (machine / name).touch()
    assert usb_printer() == str(machine / "usb" / "lp0")
    assert camera() == str(machine / "video" / "usb-Cam-video-index0")
    assert {ports.key: ports.find() for ports in ATTACHED} == {
        "serial": [
            "/dev/ttyACM0 usb:0c2e:0b6a Honeywell",
            "/dev/ttyS0",
            "/dev/ttyUSB0 usb:0403:6001 FT232R",
            "/dev/ttyUSB1 usb:0403:6001 FT232R",
        ],
        "printer": [str(machine / "usb" / "lp0"), str(machine / "usb" / "lp1")],
        "camera": [str(machine / "video" / "usb-Cam-video-index0")],
    }
