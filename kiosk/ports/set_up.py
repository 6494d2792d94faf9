"""What the pages of the first set-up ask of the machine that they run on.

Every method may take seconds, and is called on a thread of its own; none raises for the world's faults, which come back as values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Protocol

from kiosk.domain.terminals import UNENROLLED, Terminal
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, field
from kiosk.ports.devices import Device
from kiosk.ports.health import Line
from kiosk.ports.line import Interface, LineSeen
from kiosk.ports.maintenance import Medium, Written


class Standing(Enum):
    """How far a terminal's enrolment has come."""

    NONE = "none"
    WAITING = "waiting"  # staff have not confirmed it
    CONFIRMED = "confirmed"


class Picked(Value):
    """What was decided of a device. ``driver`` "": it is put off; ``where``: its address, "" where its driver finds it."""

    driver: str = ""
    where: str = ""


class SetUpSeen(Value):
    """What stands on this machine's disk: all that the set-up goes on from, after a power cut too.

    ``language``: that was chosen, "" for none yet; ``screen``: somebody has seen to it; ``screen_before``: the picture was turned,
    and nobody has said yet that they can read it; ``machine``: what can be set of screen and sound, with its value; ``managed``:
    what is set here of the machine is applied to it; ``own_address``: this machine's, as typed, "" where the network gives it;
    ``url``, ``proxy``: as typed; ``vouched``: certificates of the site's own are kept; ``line``: the look at the line found a
    platform; ``picked``: by device, what was decided; ``renewing``: it has served before, and lacks its catalogue alone;
    ``offered``: it was enrolled from a stick, and the platform does not know its key yet.
    """

    language: str = ""
    screen: bool = False
    screen_before: bool = False
    machine: Mapping[str, str] = field(default_factory=dict)
    managed: bool = False
    own_address: str = ""
    url: str = ""
    proxy: str = ""
    vouched: bool = False
    interfaces: tuple[Interface, ...] = ()
    line: bool = False
    standing: Standing = Standing.NONE
    terminal: Terminal = UNENROLLED
    fingerprint: str = ""
    catalogue: str = ""
    picked: Mapping[Device, Picked] = field(default_factory=dict)
    renewing: bool = False
    offered: bool = False


class Done(Value):
    """What became of something that was to be written down. ``fault`` None: it was."""

    seen: SetUpSeen
    fault: LocalizedText | None = None


class Candidate(Value):
    """A way to speak to a device that may be here. ``called``: for people; ``state``: what it says of itself; ``usable``: it
    answers as such a device does."""

    key: str
    device: Device
    called: LocalizedText
    where: str
    state: LocalizedText
    usable: bool


class TypedWay(Value):
    """A driver whose address can be typed, with an example of one."""

    driver: str
    called: LocalizedText
    example: str


class Progress(Value):
    """Bytes of the catalogue that are here, and of all; 0 of all: not known yet."""

    here: int = 0
    all: int = 0


class Tried(Value):
    """``line``: the device's state, and whether it did its work in ``line.state``; ``good``: it did."""

    line: Line
    good: bool


class SetUp(Protocol):
    def look(self) -> SetUpSeen:
        """What stands on the disk."""
        ...

    def choose_language(self, language: str) -> Done:
        """Of the idle page, and of what follows here."""
        ...

    def set_machine(self, key: str, value: str) -> Done:
        """One of the offered settings of the machine; a picture that is turned is turned back unless `keep_screen` follows."""
        ...

    def keep_machine_address(self, typed: str) -> Done:
        """This machine's address, gateway and name servers; "": those that the network gives."""
        ...

    def set_clock(self, wall: float) -> Done:
        """This machine's, to that time now, seconds since 1970 UTC; done when it is so."""
        ...

    def keep_screen(self, good: bool) -> Done:
        """Screen and sound are as they are to be; ``good`` False: the picture that was turned is turned back."""
        ...

    def keep_address(self, url: str) -> Done:
        """Of the platform."""
        ...

    def keep_proxy(self, proxy: str) -> Done:
        """Through which the platform is reached; "" for none."""
        ...

    def certificates(self) -> Sequence[Medium]:
        """The sticks that hold certificates which may vouch for the platform."""
        ...

    def keep_certificate(self, medium: str) -> Done:
        """Of this stick; "": none of the site's own any more."""
        ...

    def look_at_line(self) -> tuple[LineSeen, Done]:
        """From this machine's network to the platform."""
        ...

    def enrol(self, code: str) -> Done:
        """With a pairing code."""
        ...

    def confirm(self, code: str) -> Done:
        """With what staff told when they found the fingerprint right. A third wrong one ends the enrolment."""
        ...

    def start_over(self) -> Done:
        """Forget an enrolment that nobody has confirmed."""
        ...

    def offers(self) -> Sequence[Medium]:
        """The sticks on which the platform offers an enrolment, each called by its site and the terminal's number."""
        ...

    def take_offer(self, medium: str, code: str) -> Done:
        """Enrol by the offer on this stick, with the fingerprint that staff told of it."""
        ...

    def print_fingerprint(self) -> LocalizedText:
        """On the receipt printer, where one is found; what became of it."""
        ...

    def fetch_catalogue(self, medium: str) -> Done:
        """From the platform; or from a stick."""
        ...

    def catalogue_progress(self) -> Progress:
        """Of what is being fetched; known at once."""
        ...

    def catalogue_media(self) -> Sequence[Medium]:
        """The sticks that hold a catalogue."""
        ...

    def find_devices(self) -> tuple[Candidate, ...]:
        """Whatever answers, by its real driver, and what is attached and may be a device."""
        ...

    def typed_ways(self) -> Mapping[Device, tuple[TypedWay, ...]]:
        """The drivers whose address can be typed; known at once."""
        ...

    def pick(self, picks: Mapping[Device, str]) -> Done:
        """By device, the key of a candidate; "": put off."""
        ...

    def pick_typed(self, device: Device, driver: str, where: str) -> Done:
        """A device at an address that was typed."""
        ...

    def try_device(self, device: Device) -> Tried:
        """Have it do its work once, as for a resident."""
        ...

    def report(self) -> tuple[Line, ...]:
        """Of the whole terminal, as the doctor tells it."""
        ...

    def print_report(self, lines: tuple[Line, ...]) -> LocalizedText:
        """On the receipt printer; what became of it."""
        ...

    def media(self) -> Sequence[Medium]:
        """The sticks that are in."""
        ...

    def write_report(self, lines: tuple[Line, ...], medium: str) -> Written:
        """To a stick."""
        ...

    def finish(self) -> Done:
        """The set-up is over: the next process serves."""
        ...
