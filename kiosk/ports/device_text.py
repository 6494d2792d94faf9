"""What people are told of a device: its name, its faults, what to do. Each device declares its own; screens and reports say them.

Words that are the same for every device (`kiosk.technician.advice`) are not repeated here: a device has only what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, field
from kiosk.ports.devices import Device


class Steps(Value):
    """For the attendant: a picture of what to do (``screens/qml/Kiosk/pictures``), and the same in a few short lines."""

    picture: str
    lines: tuple[LocalizedText, ...]


class CardText(Value):
    """Of a device that reads a card which tells who somebody is.

    ``card``: its name within a sentence. ``icon``: of the card; ``picture``, ``how``, ``title``: how it is shown to the reader.
    ``left``: it may have been left behind. ``instead``: to use this card where another will not do. ``problems``: by what went
    wrong (`kiosk.session.identify.IdentifyProblem`, its values); ``{other}`` in one becomes another way on.
    """

    card: LocalizedText
    icon: str
    picture: str
    how: LocalizedText
    title: LocalizedText
    left: LocalizedText
    instead: LocalizedText
    problems: Mapping[str, LocalizedText]


class DeviceText(Value):
    """``name`` stands by itself, ``within`` in a sentence. ``without``: what residents are told that cannot be done while it does
    not work; None where that is not told, or is said of several devices together. ``reasons``, ``advice``: where they are other
    words than everybody's; ``steps``: what the attendant does, by reason, where there is a picture for it."""

    device: Device
    name: LocalizedText
    within: LocalizedText
    without: LocalizedText | None = None
    reasons: Mapping[Reason, LocalizedText] = field(default_factory=dict)
    advice: Mapping[Reason, LocalizedText] = field(default_factory=dict)
    steps: Mapping[Reason, Steps] = field(default_factory=dict)
    card: CardText | None = None


_PROVIDED: dict[Device, DeviceText] = {}


def provide(texts: Iterable[DeviceText]) -> None:
    """Say what the devices of this program are called: once for the process, as a catalogue of messages is. Done by whatever
    registers the devices, which the kiosk does not know."""
    _PROVIDED.update((text.device, text) for text in texts)


def text_of(device: Device) -> DeviceText:
    """What is said of a device.

    Raises:
        KeyError: nobody has registered it.
    """
    return _PROVIDED[device]


def card_text(device: Device) -> CardText:
    """What is said of a device that reads cards.

    Raises:
        KeyError: nobody has registered it.
    """
    card = text_of(device).card
    assert card is not None, device
    return card


def missed() -> tuple[DeviceText, ...]:
    """Of the devices without which something cannot be done, in their order; none before they are registered."""
    return tuple(text for text in _PROVIDED.values() if text.without is not None)
