"""What people are told of the code scanner."""

from __future__ import annotations

from devices.shared_words import CABLE_STEPS
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import DeviceText
from kiosk.ports.devices import Device

TEXT = DeviceText(
    device=Device.CODE_SCANNER,
    name=LocalizedText("扫码器", "Code scanner"),
    within=LocalizedText("扫码器", "code scanner"),
    steps=CABLE_STEPS,
)
