"""What whoever sets the terminal up does, and what the machine answers."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.devices import Device
from kiosk.ports.health import Line
from kiosk.ports.line import LineSeen
from kiosk.ports.maintenance import Medium, Written
from kiosk.ports.set_up import Candidate, Done, Progress, SetUpSeen, Tried, TypedWay
from kiosk.session.events import Act


class ChooseLanguage(Act):
    language: str


class ChooseMachine(Act):
    """A setting of the machine itself, and its value."""

    key: str
    value: str


class KeepPicture(Act):
    """Whether the picture that was turned can be read."""

    good: bool


class OpenPart(Act):
    """Of the network's page, by its name."""

    name: str


class TypeText(Act):
    text: str


class TypeLetter(Act):
    """One letter or digit of a code."""

    letter: str


class EraseLetter(Act):
    pass


class ChooseStick(Act):
    key: str


class LookForSticks(Act):
    pass


class PrintIt(Act):
    pass


class StartOver(Act):
    pass


class OpenFound(Act):
    """One device's page."""

    device: Device


class ChooseFound(Act):
    """A candidate by its key; "": put off."""

    key: str


class TypeAddress(Act):
    """The address of a device is typed, for this driver."""

    driver: str


class TryIt(Act):
    pass


class Looked(Value):
    request_id: str
    seen: SetUpSeen
    ways: Mapping[Device, tuple[TypedWay, ...]]


class Kept(Value):
    request_id: str
    done: Done


class LineLookedAt(Value):
    request_id: str
    line: LineSeen
    done: Done


class MediaFound(Value):
    request_id: str
    media: tuple[Medium, ...]


class Printed(Value):
    request_id: str
    came: LocalizedText


class ProgressSeen(Value):
    progress: Progress


class DevicesFound(Value):
    request_id: str
    candidates: tuple[Candidate, ...]


class DeviceTried(Value):
    request_id: str
    device: Device
    tried: Tried


class Reported(Value):
    request_id: str
    lines: tuple[Line, ...]


class ReportWritten(Value):
    request_id: str
    written: Written
