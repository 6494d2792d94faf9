"""What a scanner in serial mode sends: perhaps an AIM prefix, the payload's bytes, and a suffix.

Suffix: CR, CRLF, LF or Tab; none of them can be part of a character of UTF-8 or GB18030. Prefix: ``]``, a letter and a
modifier, as ``]Q1`` for QR, ``]C1`` for GS1-128, ``]E0`` for EAN-13. Scanners do not say which encoding the bytes are in:
UTF-8 is tried first, as it hardly ever fits by chance, then GB18030.
"""

from __future__ import annotations

import re
import unicodedata

from kiosk.ports.devices import CodeScanned, CodeUnreadable, Reason

MAX_PAYLOAD = 4296  # bytes; the most characters that any QR code holds (version 40-L, alphanumeric)

_PREFIX = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
_LONGEST = MAX_PAYLOAD + 3
_END = re.compile(rb"[\r\n\t]")


def decode(raw: bytes) -> CodeScanned | CodeUnreadable:
    """One code without its suffix. GARBLED: too long, in no known encoding, empty, or with a control character in it."""
    symbology = ""
    if _PREFIX.match(raw):
        symbology, raw = raw[1:3].decode("ascii"), raw[3:]
    if not 0 < len(raw) <= MAX_PAYLOAD:
        return CodeUnreadable(Reason.GARBLED)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
            break
        return CodeScanned(text, symbology)
    return CodeUnreadable(Reason.GARBLED)


class ScanParser:
    """Codes out of a byte stream, whatever the pieces in which they come. Holds at most one code's bytes."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._overlong = False
        self._skipping = False

    def feed(self, data: bytes) -> list[CodeScanned | CodeUnreadable]:
        codes: list[CodeScanned | CodeUnreadable] = []
        at = 0
        for end in _END.finditer(data):
            self._keep(data[at : end.start()])
            at = end.end()
            # Nothing between two suffix characters is the LF of a CRLF, not a code.
            if self._buffer and not self._skipping:
                codes.append(CodeUnreadable(Reason.GARBLED) if self._overlong else decode(bytes(self._buffer)))
            self.reset()
        self._keep(data[at:])
        return codes

    @property
    def pending(self) -> bool:
        """A code, or one to be skipped, has begun and its suffix has not come."""
        return bool(self._buffer)

    def skip_rest(self) -> None:
        """Drop the code that has begun, with what is still to come of it."""
        self._skipping = self.pending

    def reset(self) -> None:
        self._buffer.clear()
        self._overlong = self._skipping = False

    @property
    def skipping(self) -> bool:
        return self._skipping

    def _keep(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > _LONGEST:
            self._overlong = True
            del self._buffer[1:]
