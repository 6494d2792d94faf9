"""Keys, told apart by the time between them: a scanner's are a code, a person's are typed. Pure: times come in with the keys.

What may be a code's beginning is held until it is sure to be none, so that none of a code's keys is ever typed. Scanners pause, too
(a busy host, another device on the same hub): one pause in a code neither cuts it nor lets its beginning through.
"""

from __future__ import annotations

from collections.abc import Iterator

from devices.code_scanner.codec import MAX_PAYLOAD, QUIET, QUIET_AFTER_SUFFIX
from kiosk.domain.values import Value

ENDS = "\r\n\t"
_FEWEST = 3  # short gaps that make a code: two or three keys fall together by chance
_ENOUGH = 6  # short gaps that make one whatever is between them
_ROUNDING = 0.0005  # seconds: stamps are whole milliseconds
_LONGEST = MAX_PAYLOAD + 3 + 2  # bytes, with an AIM prefix and a suffix
_DIGITS = 8  # of a number on the number pad; the largest that means something, 1114111, has seven
_NOTHING = b"\0"  # stands for a number that means nothing: the code is no text


class Scan(Value):
    """A code as it was typed: its bytes, and when its first and its last key were pressed."""

    data: bytes
    began: float
    ended: float


Told = Scan | str  # a code, or what a person has typed


class Burst:
    """``gap``: the longest time from key to key of the scanner, in seconds."""

    def __init__(self, gap: float) -> None:
        self._gap = gap + _ROUNDING
        self._hold = max(2 * gap, QUIET_AFTER_SUFFIX) + _ROUNDING
        self._began = self._last = 0.0
        self._keys: list[str] = []
        self._bytes = bytearray()
        self._number = ""  # of an Alt with digits, while Alt is held
        self._fast = self._slow = 0  # gaps between the keys that are held
        self._code = False  # they are a code's

    def key(self, text: str, at: float) -> list[Told]:
        """``text``: what the key writes, or the control character that stands for it. Gives what is settled by it."""
        return [*self._count(at), *self._add(text, text.encode(errors="replace"))]

    def alt_digit(self, digit: str, at: float) -> list[Told]:
        """A digit of the number pad while Alt is held: some scanners send so what no key writes."""
        told = [*self._count(at), *self._add("", b"")]
        self._number = (self._number + digit)[:_DIGITS]
        return told

    def alt_end(self, at: float) -> None:
        """The number is a byte, or two of GB 18030."""
        number, self._number = self._number, ""
        if not number:
            return
        value, self._last = int(number), at
        self._keep(value.to_bytes(1 if value <= 0xFF else 2, "big") if value <= 0xFFFF else _NOTHING)

    def repeated(self, text: str) -> list[Told]:
        """A key that is held down: a person's, and so is what came before; but in a code, where a key has got stuck."""
        if self._code:
            return []
        return [*self._typed(), text]

    @property
    def quiet(self) -> float | None:
        """Seconds without a key after which `settle` is right; None where nothing is held."""
        if not self._keys:
            return None
        if self._code and self._keys[-1] not in ENDS:
            return max(QUIET, self._hold)
        return self._hold

    def settle(self) -> list[Told]:
        """What is held, after silence."""
        if not self._code:
            return list(self._typed())
        scan = Scan(bytes(self._bytes), self._began, self._last)
        self._clear()
        return [scan]

    def _count(self, at: float) -> list[Told]:
        quiet = self.quiet
        told = self.settle() if quiet is not None and at - self._last > quiet else []
        if not self._keys:
            self._began = at
        elif at - self._last <= self._gap:
            self._fast += 1
        else:
            self._slow += 1
        self._last = at
        return told

    def _add(self, text: str, data: bytes) -> Iterator[Told]:
        if not self._code and self._slow >= 2 and self._slow >= self._fast:
            yield from self._typed()  # a person's; but this key may begin a code
            self._slow = 1
        if not self._keys:
            self._began = self._last
        if self._code:
            self._keys.clear()  # its bytes are enough, and the last key
        self._keys.append(text)
        self._keep(data)
        self._code = self._code or self._fast >= _ENOUGH or (self._fast >= _FEWEST and self._fast > 2 * self._slow)

    def _keep(self, data: bytes) -> None:
        if len(self._bytes) <= _LONGEST:  # one more than fits shows that it is too long
            self._bytes += data

    def _typed(self) -> Iterator[str]:
        typed = "".join(self._keys)
        self._clear()
        if typed:
            yield typed

    def _clear(self) -> None:
        self._keys.clear()
        self._bytes.clear()
        self._number, self._fast, self._slow, self._code = "", 0, 0, False
