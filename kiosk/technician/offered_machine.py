"""What may be set of the machine itself on the screen: few settings, each with the values that are offered. Pure."""

from __future__ import annotations

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, replace
from kiosk.technician.machine_settings import KMS, X11, MachineSettings
from kiosk.technician.offered_settings import Offer

ROTATION, BRIGHTNESS, VOLUME = "rotation", "brightness", "volume"


class OfferedOfMachine(Value):
    """``key``: of `MachineSettings`."""

    key: str
    name: LocalizedText
    does: LocalizedText
    offers: tuple[Offer, ...]


def _of(values: tuple[int, ...], unit: str) -> tuple[Offer, ...]:
    return tuple(Offer(str(value), LocalizedText(f"{value}{unit}", f"{value}{unit}")) for value in values)


OFFERED = (
    OfferedOfMachine(
        ROTATION,
        LocalizedText("画面方向", "Screen rotation"),
        LocalizedText("顺时针转，触摸跟着转", "Clockwise; touch turns with it"),
        (Offer("0", LocalizedText("不转", "Not turned")), *_of((90, 180, 270), "°")),
    ),
    OfferedOfMachine(
        BRIGHTNESS,
        LocalizedText("亮度", "Brightness"),
        LocalizedText("屏幕背光", "Backlight of the screen"),
        _of((40, 60, 80, 100), "%"),
    ),
    OfferedOfMachine(
        VOLUME,
        LocalizedText("声音", "Sound"),
        LocalizedText("扬声器的总音量", "Overall volume of the speaker"),
        _of((40, 60, 80, 100), "%"),
    ),
)


def values_of(settings: MachineSettings, light: bool, sound: bool) -> dict[str, str]:
    """What is offered on this machine, by key, with its value.

    Args:
        settings: in force.
        light: the screen has a light that can be set.
        sound: there is a mixer.
    """
    values = {ROTATION: settings.rotation, BRIGHTNESS: settings.brightness, VOLUME: settings.volume}
    there = {ROTATION: True, BRIGHTNESS: light, VOLUME: sound}
    return {key: str(value) for key, value in values.items() if there[key]}


def changed(settings: MachineSettings, key: str, value: str) -> MachineSettings:
    """With this value; a picture that is turned is drawn through X11, for nothing else turns it.

    Raises:
        ValueError: it is not offered.
    """
    if value not in {offer.value for one in OFFERED if one.key == key for offer in one.offers}:
        raise ValueError("not offered")
    made = replace(settings, **{key: int(value)})
    return replace(made, through=X11 if made.rotation else KMS) if key == ROTATION else made
