"""A code scanner that types: a keyboard wedge. Told from a person by the time between two keys.

The keys come from whoever owns the window (`Wedge.key`, on its thread); the driver takes the codes (on its own). What a person
types is handed back and goes where it was meant to go.
"""

from __future__ import annotations

import queue
import time
from pathlib import Path

from devices.code_scanner.codec import MAX_PAYLOAD, Code, decode
from kiosk.ports.devices import (
    CodeOutcome,
    DeviceStatus,
    NoCode,
    Reason,
    ScannerUnavailable,
    StatusKind,
)

GAP = 0.05  # seconds; scanners take 1 to 30 ms from key to key, people more than 80
FEWEST = 4  # keys that make a code: two keys fall together by chance
ENDS = "\r\n\t"
_STALE = 5.0  # seconds after which a code is nobody's any more
_LONGEST = MAX_PAYLOAD + 3  # bytes, with an AIM prefix
_KEYBOARDS = Path("/proc/bus/input/devices")
_NO_KEYBOARD = ("Power Button", "Sleep Button", "Lid Switch", "Video Bus", "PC Speaker")


class Burst:
    """Keys that came fast after each other. Pure: the time comes in with each key."""

    def __init__(self) -> None:
        self._keys = ""
        self._bytes = bytearray()
        self._last = 0.0
        self._number = ""  # of an Alt with digits, while Alt is held

    def key(self, text: str, at: float) -> tuple[bytes | None, str]:
        """(a code's bytes if one is complete, what a person has typed). ``text``: what the key writes."""
        typed = self._flush_late(at)
        if text not in ENDS:
            self._add(text, text.encode(), at)
            return None, typed
        if len(self._bytes) >= FEWEST and at - self._last <= GAP:
            return self._take(), typed
        keys = self._keys
        self._clear()
        return None, typed + keys + text

    def alt_digit(self, digit: str, at: float) -> str:
        """A digit of the number pad while Alt is held: some scanners send what no key writes so."""
        typed = self._flush_late(at)
        self._number += digit
        self._last = at
        return typed

    def alt_end(self, at: float) -> None:
        """The number is a byte, or two of GB18030."""
        number, self._number = self._number, ""
        if number and int(number) <= 0xFFFF:
            value = int(number)
            self._add("", value.to_bytes(1 if value <= 0xFF else 2, "big"), at)

    def pause(self, at: float) -> tuple[bytes | None, str]:
        """Nothing came for longer than `GAP`: a scanner without a suffix is done, a person has typed a key."""
        if not self._bytes or at - self._last <= GAP:
            return None, ""
        if len(self._bytes) >= FEWEST:
            return self._take(), ""
        keys = self._keys
        self._clear()
        return None, keys

    def _flush_late(self, at: float) -> str:
        if self._bytes and at - self._last > GAP:
            keys = self._keys
            self._clear()
            return keys
        return ""

    def _add(self, text: str, data: bytes, at: float) -> None:
        self._last = at
        if len(self._bytes) <= _LONGEST:  # one more than fits shows that it is too long
            self._keys += text
            self._bytes += data

    def _take(self) -> bytes:
        data = bytes(self._bytes)
        self._clear()
        return data

    def _clear(self) -> None:
        self._keys, self._number = "", ""
        self._bytes.clear()


class Wedge:
    """Between the window's thread and the driver's."""

    def __init__(self) -> None:
        self._burst = Burst()
        self.codes: queue.SimpleQueue[tuple[float, Code]] = queue.SimpleQueue()

    def key(self, text: str, at: float) -> str:
        """What a person typed, to be handed on."""
        return self._settle(*self._burst.key(text, at), at)

    def alt_digit(self, digit: str, at: float) -> str:
        return self._burst.alt_digit(digit, at)

    def alt_end(self, at: float) -> None:
        self._burst.alt_end(at)

    def pause(self, at: float) -> str:
        return self._settle(*self._burst.pause(at), at)

    def _settle(self, code: bytes | None, typed: str, at: float) -> str:
        if code is not None:
            self.codes.put((at, decode(code)))
        return typed


class WedgeScanner:
    """`kiosk.ports.devices.CodeScanner`. A wedge takes no questions: READY means that a keyboard is attached."""

    def __init__(self, wedge: Wedge, keyboards: Path = _KEYBOARDS) -> None:
        self._codes = wedge.codes
        self._keyboards = keyboards
        self._armed_at = 0.0

    def status(self) -> DeviceStatus:
        try:
            blocks = self._keyboards.read_text(encoding="utf-8", errors="replace").split("\n\n")
        except OSError:
            return DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
        for block in blocks:
            if "kbd" in block.partition("Handlers=")[2].partition("\n")[0].split() and not any(n in block for n in _NO_KEYBOARD):
                return DeviceStatus(StatusKind.READY, detail=block.partition('Name="')[2].partition('"')[0])
        return DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)

    def arm(self) -> None:
        self._armed_at = time.monotonic()

    def scan(self, timeout: float) -> CodeOutcome:
        until = time.monotonic() + timeout
        while True:
            try:
                at, code = self._codes.get(timeout=max(until - time.monotonic(), 0.0))
            except queue.Empty:
                status = self.status()
                return NoCode() if status.usable else ScannerUnavailable(status.reason or Reason.NOT_FOUND)
            if at >= self._armed_at and time.monotonic() - at <= _STALE:
                return code

    def close(self) -> None:
        pass
