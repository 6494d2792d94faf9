"""What people are told of the status lamp."""

from __future__ import annotations

from devices.shared_words import CABLE_STEPS
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import DeviceText
from kiosk.ports.devices import Device

TEXT = DeviceText(
    device=Device("status_lamp"),
    name=LocalizedText("状态灯", "Status lamp"),
    within=LocalizedText("状态灯", "status lamp"),
    steps=CABLE_STEPS,
)
