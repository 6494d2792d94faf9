"""The device tables of the configuration."""

from __future__ import annotations

from typing import Any

import pytest

from devices.code_scanner.device import CameraSettings, KeyboardSettings
from devices.code_scanner.gaps import GAP_MS
from devices.configured import read_devices
from devices.id_card_reader.device import SerialReaderSettings, UsbReaderSettings
from devices.page_printer.device import CupsSettings
from devices.receipt_printer.device import UsbPrinterSettings
from devices.smart_card_reader.device import PcscSettings
from devices.speaker.device import EspeakSettings
from kiosk.ports.devices import Device


def test_every_mistake_in_the_tables_is_told_and_the_rest_is_good() -> None:
    configured = read_devices(
        {
            "id_card_reader": {"driver": "sam_v_serial", "address": "COM3", "baud": 300},
            "smart_card_reader": {"driver": "pcsc"},
            "code_scanner": {"driver": "serial", "colour": "red"},
            "receipt_printer": {"driver": "escpos_network", "address": "printer", "width_mm": 110, "confirm": "yes"},
            "page_printer": {"driver": "cups", "queue": ""},
            "document_camera": {"driver": "camera", "address": "folder:pictures"},
            "speaker": {"driver": "espeak_ng", "volume": 101, "rate": True},
            "toaster": {},
        }
    )
    assert [problem.text.partition(": allowed")[0] for problem in configured.problems] == [
        "[id_card_reader] address = 'COM3'",
        "[id_card_reader] baud = 300",
        "[code_scanner] colour: no such key; there are driver, address, baud",
        "[receipt_printer] width_mm = 110",
        "[receipt_printer] confirm = 'yes'",
        "[receipt_printer] address = 'printer'",
        "[page_printer] queue = ''",
        "[document_camera] address = 'folder:pictures'",
        "[speaker] volume = 101",
        "[speaker] rate = True",
        f"[toaster]: no such table; there are {', '.join(device.value for device in Device)}",
    ]
    assert "[receipt_printer] width_mm = 110: allowed is 80 or 58" in [problem.text for problem in configured.problems]
    assert {one.kind.device: one.settings for one in configured.devices if one.driver} == {
        Device.SMART_CARD_READER: PcscSettings("auto")
    }
    assert configured.of(Device.SPEAKER).wrong.startswith("[speaker] volume = 101")


@pytest.mark.parametrize("gap_ms", [19, 201, "50", 50.0, True])
def test_a_gap_between_keys_has_its_bounds(gap_ms: object) -> None:
    (problem,) = read_devices({"code_scanner": {"driver": "keyboard", "gap_ms": gap_ms}}).problems
    assert problem.text.startswith(f"[code_scanner] gap_ms = {gap_ms!r}: allowed is milliseconds from 20 to 200")


@pytest.mark.parametrize(
    ("table", "values", "expected"),
    [
        ("id_card_reader", {"driver": "sam_v_serial"}, SerialReaderSettings("auto", "auto", "", "wlt2bmp")),
        (
            "id_card_reader",
            {"driver": "sam_v_serial", "address": "usb:0403:6001:A5", "baud": 9600},
            SerialReaderSettings("usb:0403:6001:A5", 9600, "", "wlt2bmp"),
        ),
        ("id_card_reader", {"driver": "sam_v_usb"}, UsbReaderSettings("auto", "", "wlt2bmp")),
        ("code_scanner", {"driver": "keyboard"}, KeyboardSettings(GAP_MS)),
        ("code_scanner", {"driver": "keyboard", "gap_ms": 90}, KeyboardSettings(90)),
        ("code_scanner", {"driver": "camera"}, CameraSettings("auto")),
        ("receipt_printer", {"driver": "escpos_usb"}, UsbPrinterSettings(80, "auto", "", "auto")),
        ("page_printer", {"driver": "cups"}, CupsSettings("auto")),
        ("speaker", {"driver": "espeak_ng", "folder": "/tmp/x"}, EspeakSettings(100, 150, "/tmp/x", "")),
        ("speaker", {"driver": "espeak_ng", "recordings": "/tmp/y"}, EspeakSettings(100, 150, "", "/tmp/y")),
    ],
)
def test_what_can_be_found_need_not_be_said(table: str, values: dict[str, Any], expected: Any) -> None:
    configured = read_devices({table: values})
    assert configured.problems == ()
    assert configured.of(Device(table)).settings == expected
