"""What a scanner in serial mode sends: perhaps an AIM prefix, the payload's bytes, and perhaps a suffix.

Suffix: CR, CRLF, LF or Tab; none of them can be part of a character of UTF-8 or GB 18030. Prefix: ``]``, a letter and a modifier,
as ``]Q1`` for QR, ``]C1`` for GS1-128, ``]E0`` for EAN-13 (ISO/IEC 15424). A payload may have line ends itself: only what comes
behind one tells a suffix, silence or the next code's prefix. Scanners do not say which encoding the bytes are in (`encodings`).
"""

from __future__ import annotations

import re

from devices.code_scanner.encodings import text_of
from kiosk.domain.device_states import Reason
from kiosk.ports.devices import CodeNotText, CodeScanned, CodeUnreadable

MAX_PAYLOAD = 4296  # bytes; the most characters that any QR code holds (version 40-L, alphanumeric)
ENDS = b"\r\n\t"

# Seconds of silence. Behind a suffix: longer than an adapter holds back what has arrived (16 ms is usual), shorter than anybody
# takes to show another code. Without one: scanners pause within a code, too; at 9600 baud the longest takes 4.5 s.
QUIET_AFTER_SUFFIX = 0.1
QUIET = 0.5

Code = CodeScanned | CodeNotText | CodeUnreadable

_PREFIX = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
_NEXT = re.compile(rb"[\r\n\t](?=\][A-Za-z][0-9A-Za-z])")
_BEGUN = re.compile(rb"[\r\n\t]\][A-Za-z]?$")
_LONGEST = MAX_PAYLOAD + 3 + 2  # with prefix and CRLF


def decode(raw: bytes) -> Code:
    """One code, with or without its suffix. CodeUnreadable(GARBLED): more than a code holds."""
    symbology = ""
    if _PREFIX.match(raw):
        symbology, raw = raw[1:3].decode("ascii"), raw[3:]
    raw = raw.strip(ENDS)
    if len(raw) > MAX_PAYLOAD:
        return CodeUnreadable(Reason.GARBLED)
    text = text_of(raw)
    if not text:
        return CodeNotText()
    return CodeScanned(text.replace("\r\n", "\n").replace("\r", "\n"), symbology)


class ScanParser:
    """Codes out of a byte stream, whatever the pieces in which they come. Holds at most one code's bytes.

    Whoever feeds it watches the line: after `quiet` seconds without a byte, what has come is a code (`take`).
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._overlong = False
        self._skipping = False

    def feed(self, data: bytes) -> list[Code]:
        """The codes of which it is sure that they are over, because another has begun."""
        codes: list[Code] = []
        looked = max(len(self._buffer) - 4, 0)  # a line end and a prefix may come in pieces
        self._buffer += data
        while found := _NEXT.search(self._buffer, looked):
            rest = self._buffer[found.end() :]
            del self._buffer[found.end() :]
            if (code := self.take()) is not None:
                codes.append(code)
            self._buffer, looked = rest, 0
        if len(self._buffer) > _LONGEST:
            self._overlong = True
            del self._buffer[:-4]
        return codes

    @property
    def quiet(self) -> float | None:
        """Seconds of silence that end what has begun; None where nothing has."""
        if not self._buffer:
            return None
        return QUIET_AFTER_SUFFIX if self._buffer[-1] in ENDS else QUIET

    def take(self) -> Code | None:
        """What has come until now, as a code; None where it is only line ends, or was to be skipped."""
        raw, overlong, skipping = bytes(self._buffer), self._overlong, self._skipping
        self.reset()
        if skipping or not (raw.strip(ENDS) or overlong):
            return None
        return CodeUnreadable(Reason.GARBLED) if overlong or len(raw) > _LONGEST else decode(raw)

    def skip_rest(self) -> None:
        """Drop the code that has begun, with what is still to come of it."""
        if begun := _BEGUN.search(self._buffer):  # the next one's prefix, of which a part has come
            del self._buffer[: begun.start() + 1]
            self._overlong = False
        self._skipping = bool(self._buffer)

    def reset(self) -> None:
        """Forget what has come and is no code yet."""
        self._buffer.clear()
        self._overlong = self._skipping = False
