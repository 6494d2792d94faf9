"""What people are told of the document camera."""

from __future__ import annotations

from devices.shared_words import CABLE_STEPS
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import DeviceText
from kiosk.ports.devices import Device

TEXT = DeviceText(
    device=Device.DOCUMENT_CAMERA,
    name=LocalizedText("高拍仪", "Document camera"),
    within=LocalizedText("高拍仪", "document camera"),
    steps=CABLE_STEPS,
)
