"""What a technician does, and what the terminal answers."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.receipts import PaperDocument
from kiosk.domain.technicians import CardRefusal, CodeRefusal, TechnicianCard, TechnicianCode
from kiosk.domain.values import Value
from kiosk.ports.devices import Device
from kiosk.ports.health import Line
from kiosk.ports.maintenance import LogLine, Medium, Records, Written
from kiosk.session.events import Act


class ReadStick(Act):
    """The code is on a stick."""


class OpenSection(Act):
    """From the overview, by its name."""

    name: str


class OpenDevice(Act):
    device: Device


class TryDevice(Act):
    """So many times in a row."""

    times: int


class StopTrying(Act):
    pass


class SendAgain(Act):
    pass


class ChooseMedium(Act):
    key: str


class SendBundle(Act):
    """To the platform."""


class ChooseSetting(Act):
    key: str
    value: str


class TouchField(Act):
    """One field of the touch test, counted from 0."""

    number: int


class CodeJudged(Value):
    request_id: str
    found: TechnicianCode | CodeRefusal


class CardJudged(Value):
    request_id: str
    found: TechnicianCard | CardRefusal


class CardProved(Value):
    """``proved``: the card signed what it was asked to, and counts still."""

    request_id: str
    proved: bool


class StickRead(Value):
    """``text`` "": no stick, or no code on it."""

    request_id: str
    text: str


class HealthSeen(Value):
    request_id: str
    lines: tuple[Line, ...]


class TrialMade(Value):
    """``content``: a receipt, or a page as PDF; b"" where there is none."""

    request_id: str
    content: PaperDocument | bytes


class RecordsSeen(Value):
    request_id: str
    records: Records


class SentAgain(Value):
    request_id: str
    count: int


class LogSeen(Value):
    request_id: str
    lines: tuple[LogLine, ...]


class MediaSeen(Value):
    request_id: str
    media: tuple[Medium, ...]


class BundleWritten(Value):
    request_id: str
    written: Written


class BundleMade(Value):
    request_id: str
    bundle: bytes


class BundleKept(Value):
    """For the platform; ``kept``: it is sent as soon as there is network."""

    request_id: str
    kept: bool


class SettingsSeen(Value):
    request_id: str
    values: Mapping[str, str]


class SettingChanged(Value):
    request_id: str
    key: str
    value: str
    written: bool
