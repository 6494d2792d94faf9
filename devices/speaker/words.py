"""What people are told of the voice."""

from __future__ import annotations

from devices.shared_words import CABLE_STEPS
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import DeviceText
from kiosk.ports.devices import Device

TEXT = DeviceText(
    device=Device.SPEAKER,
    name=LocalizedText("语音", "Voice"),
    within=LocalizedText("语音", "voice"),
    advice={
        Reason.NOT_FOUND: LocalizedText(
            "不影响办事；要有声音就接上音箱，并安装 espeak-ng",
            "Everything works without it; for a voice, attach a speaker and install espeak-ng",
        )
    },
    steps=CABLE_STEPS,
)
