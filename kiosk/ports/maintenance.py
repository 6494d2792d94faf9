"""What the technician's page asks of the terminal: how it is, what waits, what was written down, and what may be changed.

Nothing that is told here holds anything of a person. Every method may take seconds, and is called on a thread of its own; none
raises for the world's faults, which come back as values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kiosk.domain.receipts import PaperDocument
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.devices import Device
from kiosk.ports.health import Line


class WaitingMessage(Value):
    """``called``: by its receipt's number, or its kind; ``why``: how it stands, and what to do; ``again``: somebody has to have it
    sent again."""

    called: str
    at: int
    why: LocalizedText
    again: bool = False


class PrintsOfKind(Value):
    """How many prints are in a state, for a reason; both as they are written down."""

    kind: str
    state: str
    reason: str
    count: int


class Records(Value):
    """``readable``: the ledger could be read. ``more``: messages that wait beside those told."""

    readable: bool = True
    waiting: tuple[WaitingMessage, ...] = ()
    more: int = 0
    prints: tuple[PrintsOfKind, ...] = ()


class LogLine(Value):
    """``at``: seconds since 1970; ``event``: its name in the log; ``details``: ``name value`` of each."""

    at: int
    event: str
    details: str


class Medium(Value):
    """A stick. ``key``: by which it is named when something is to be written; ``name``: for people."""

    key: str
    name: str


class Written(Value):
    """``name``: of the file on the medium; "" where there is none: then ``fault`` says why."""

    name: str = ""
    fault: LocalizedText | None = None


class Maintenance(Protocol):
    def health(self) -> tuple[Line, ...]:
        """Set-up, platform, clock, catalogue, ledger, disk: everything but the devices, which tell of themselves."""
        ...

    def records(self) -> Records:
        """What waits for the platform, and what became of prints."""
        ...

    def send_again(self) -> int:
        """Have everything sent again that was rejected or is held up; how many."""
        ...

    def log(self) -> tuple[LogLine, ...]:
        """The newest lines of the audit log and of the devices' log, the newest first."""
        ...

    def media(self) -> Sequence[Medium]:
        """The sticks that are in."""
        ...

    def code_on_medium(self) -> str:
        """What stands in the file of a technician's code on a stick; "" where there is none."""
        ...

    def bundle(self) -> bytes:
        """A support bundle, as a zip."""
        ...

    def write_bundle(self, medium: str) -> Written:
        """Write a support bundle to a stick."""
        ...

    def settings(self) -> Mapping[str, str]:
        """What may be changed here, by its key, as it is in the configuration."""
        ...

    def change(self, key: str, value: str) -> bool:
        """Write a setting; whether it was written. One that is not offered is not."""
        ...

    def trial(self, device: Device) -> PaperDocument | bytes:
        """What a printer prints for a trial: a receipt, or a page as PDF; b"" where there is none."""
        ...
