"""The driver of a code scanner that types: a keyboard wedge.

The keys come from whoever owns the window (`Wedge.key`, on its thread); the driver takes the codes (on its own). What a person
types is handed back and goes where it was meant to go.
"""

from __future__ import annotations

import queue
import time
from contextlib import suppress
from pathlib import Path

from devices.code_scanner.burst import Burst, Scan, Told
from devices.code_scanner.codec import Code, decode
from devices.code_scanner.gaps import GAP_MS
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import CodeOutcome, DeviceStatus, NoCode, ScannerUnavailable

_STALE = 5.0  # seconds after which a code is nobody's any more
_KEPT = 4  # codes that nobody has asked for yet; what they say may be somebody's
_WRAP = 2**32  # ms: the time of an X server
_DRIFT = 0.001  # seconds a second by which two clocks may part (NTP slews by half of that)
_KEYBOARDS = Path("/proc/bus/input/devices")
_NO_KEYBOARD = ("Power Button", "Sleep Button", "Lid Switch", "Video Bus", "PC Speaker")


class KeyClock:
    """From the time stamps of keys to seconds that never go back, and from those to our clock.

    How late we come to a key is no part of its time. What lies between the two clocks is the least that was ever seen between a
    stamp and our coming to it.
    """

    def __init__(self) -> None:
        self._stamp = 0
        self._at = self._now = 0.0
        self._between = float("inf")

    def at(self, stamp: int, now: float) -> float:
        """``stamp``: milliseconds of whatever clock, wrapping or not, 0 where there is none; ``now``: monotonic seconds."""
        passed = now - self._now
        if stamp and self._stamp:
            ahead = stamp - self._stamp
            ahead += _WRAP if ahead < -_WRAP // 2 else 0
            passed = max(ahead, 0) / 1000
        self._at += passed
        self._between = min(self._between + _DRIFT * max(now - self._now, 0.0), now - self._at)
        self._stamp, self._now = stamp, now
        return self._at

    def ours(self, at: float) -> float:
        """Monotonic seconds of what `at` gave."""
        return at + self._between


class Wedge:
    """Between the window's thread and the driver's. ``gap``: the scanner's longest time from key to key, in seconds."""

    def __init__(self, gap: float = GAP_MS / 1000) -> None:
        self._burst = Burst(gap)
        self._clock = KeyClock()
        self.codes: queue.SimpleQueue[tuple[float, float, Code]] = queue.SimpleQueue()  # begun, ended, in monotonic seconds

    def key(self, text: str, stamp: int, now: float) -> str:
        """What a person typed, to be handed on."""
        return self._hand_on(self._burst.key(text, self._clock.at(stamp, now)))

    def repeated(self, text: str) -> str:
        """What a person typed by holding a key down, to be handed on."""
        return self._hand_on(self._burst.repeated(text))

    def alt_digit(self, digit: str, stamp: int, now: float) -> str:
        """A digit while Alt is down: what a person typed before it, to be handed on."""
        return self._hand_on(self._burst.alt_digit(digit, self._clock.at(stamp, now)))

    def alt_end(self, stamp: int, now: float) -> None:
        """Alt is released; what its digits made is told with the next key, or by `silence`."""
        self._burst.alt_end(self._clock.at(stamp, now))

    @property
    def quiet(self) -> float | None:
        """Seconds without a key after which `silence` has something to settle; None for never."""
        return self._burst.quiet

    def silence(self) -> str:
        """No key came for `quiet` seconds: what turned out to be a person's, to be handed on."""
        return self._hand_on(self._burst.settle())

    def _hand_on(self, told: list[Told]) -> str:
        for scan in told:
            if isinstance(scan, Scan):
                while self.codes.qsize() >= _KEPT:
                    with suppress(queue.Empty):  # the driver has just taken it
                        self.codes.get_nowait()
                self.codes.put((self._clock.ours(scan.began), self._clock.ours(scan.ended), decode(scan.data)))
        return "".join(typed for typed in told if isinstance(typed, str))


class WedgeOnTrial(Wedge):
    """Of the first set-up: only while ``listening`` is anything a scanner's; else every key is a person's, who types addresses."""

    listening = False

    def key(self, text: str, stamp: int, now: float) -> str:
        """As of `Wedge`, while it listens."""
        return super().key(text, stamp, now) if self.listening else text

    def repeated(self, text: str) -> str:
        """As of `Wedge`, while it listens."""
        return super().repeated(text) if self.listening else text


class WedgeScanner:
    """`kiosk.ports.devices.CodeScanner`. A wedge takes no questions: READY means that a keyboard is attached."""

    def __init__(self, wedge: Wedge, keyboards: Path = _KEYBOARDS) -> None:
        self._codes = wedge.codes
        self._keyboards = keyboards
        self._armed_at = 0.0

    def status(self) -> DeviceStatus:
        """READY where /proc/bus/input/devices lists a keyboard; UNAVAILABLE where none is attached."""
        try:
            blocks = self._keyboards.read_text(encoding="utf-8", errors="replace").split("\n\n")
        except OSError:
            return DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
        for block in blocks:
            if "kbd" in block.partition("Handlers=")[2].partition("\n")[0].split() and not any(n in block for n in _NO_KEYBOARD):
                return DeviceStatus(StatusKind.READY, detail=block.partition('Name="')[2].partition('"')[0])
        return DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)

    def arm(self) -> None:
        """From here on codes count that were begun later."""
        self._armed_at = time.monotonic()

    def scan(self, timeout: float) -> CodeOutcome:
        """The next code that was begun after `arm` and ended a short while ago.

        Args:
            timeout: seconds; then NoCode, or ScannerUnavailable where no keyboard is attached any more.
        """
        until = time.monotonic() + timeout
        while True:
            try:
                began, ended, code = self._codes.get(timeout=max(until - time.monotonic(), 0.0))
            except queue.Empty:
                status = self.status()
                return NoCode() if status.usable else ScannerUnavailable(status.reason or Reason.NOT_FOUND)
            if began >= self._armed_at and time.monotonic() - ended <= _STALE:
                return code

    def close(self) -> None:
        """Nothing: the keys are the window's."""
