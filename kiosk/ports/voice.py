"""The voice: what it is asked to say, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from kiosk.domain.device_states import Reason
from kiosk.domain.values import Value
from kiosk.ports.devices import DevicePort


class Speed(Enum):
    """How fast the voice reads; NORMAL is the site's own rate."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


class Loudness(Enum):
    """How loud the voice is; LOUD is as loud as the site lets it be."""

    QUIET = "quiet"
    NORMAL = "normal"
    LOUD = "loud"


class Saying(Value):
    """The voice has begun with this line, counted from 0."""

    line: int


class Spoken(Value):
    """All of it was said, or as much as was wanted."""


class NotSpoken(Value):
    reason: Reason


SpeechOutcome = Spoken | NotSpoken


class Speaker(DevicePort, Protocol):
    def say(self, lines: Sequence[str], language: str, speed: Speed, loudness: Loudness) -> SpeechOutcome | None:
        """Begin to say ``lines`` (in ``zh`` or ``en``), one after the other, in place of what is being said; None once it has
        begun."""
        ...

    def speaking(self) -> Saying | SpeechOutcome | None:
        """Called some times a second: `Saying` once for each line that has begun, None while it goes on, then the outcome."""
        ...

    def hush(self) -> None:
        """At once."""
        ...
