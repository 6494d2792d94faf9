"""SAM_V frames, as the security module of every reader of Chinese identity cards speaks them.

Host: ``AA AA AA 96 69 | length, 2 bytes big endian | CMD PARA data | check``. Reply: the same with ``SW1 SW2 SW3`` in
place of CMD PARA. The length counts what follows it, the check included; the check is the XOR of length and body.
Nothing is escaped: the preamble may occur in a photograph, so a frame is taken by its length, never by looking for the next.
"""

from __future__ import annotations

from enum import IntEnum
from functools import reduce
from operator import xor

from kiosk.domain.values import Value

PREAMBLE = bytes.fromhex("AAAAAA9669")
MAX_LENGTH = 2400  # the longest reply known is 2321 bytes: text, photo and two fingerprints


class Sw3(IntEnum):
    """The third status byte, where a reply says what came of a request."""

    OK = 0x90
    ITEM_EMPTY = 0x91
    CARD_FOUND = 0x9F
    CHECK_WRONG = 0x10
    LENGTH_WRONG = 0x11
    COMMAND_WRONG = 0x21
    NOT_PERMITTED = 0x23
    UNKNOWN_COMMAND = 0x24
    CARD_AUTHENTICATION = 0x31
    SAM_AUTHENTICATION = 0x32
    VERIFICATION = 0x33
    UNKNOWN_CARD = 0x40
    READ_FAILED = 0x41
    RANDOM_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    FIND_FAILED = 0x80
    SELECT_FAILED = 0x81


class Reply(Value):
    sw: bytes  # SW1 SW2 SW3
    data: bytes = b""

    @property
    def sw3(self) -> int:
        """The status byte that tells outcomes apart (`Sw3`); SW1 and SW2 are always 0."""
        return self.sw[2]


class BadFrame(Value):
    """A preamble came, and what followed it was no frame: impossible length or wrong check."""


def _frame(body: bytes) -> bytes:
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([reduce(xor, counted)])


def encode_request(command: int, parameter: int, data: bytes = b"") -> bytes:
    """A request as a frame, with length and check.

    Args:
        command: CMD, one byte.
        parameter: PARA, one byte.
        data: what follows them.
    """
    return _frame(bytes([command, parameter]) + data)


def encode_reply(sw3: int, data: bytes = b"") -> bytes:
    """What a reader sends; the simulator's side of the same page."""
    return _frame(bytes([0, 0, sw3]) + data)


FIND = encode_request(0x20, 0x01)
SELECT = encode_request(0x20, 0x02)
READ_TEXT_AND_PHOTO = encode_request(0x30, 0x01)
READ_APPENDED_ADDRESS = encode_request(0x30, 0x03)
READ_APPENDED_ADDRESS_AS_SOME_DO = encode_request(0x30, 0x02)  # makers' papers differ
SAM_STATUS = encode_request(0x11, 0xFF)
SAM_NUMBER = encode_request(0x12, 0xFF)
NUMBER_LENGTH = 16  # bytes; no other reply has as many


def module_number(data: bytes) -> str:
    """The number of a security module as its makers print it, e.g. ``05.03-20190101-0001234567-1234567890``; "" for what is none.

    Args:
        data: of the reply to `SAM_NUMBER`: 16 bytes, five little-endian numbers of 2, 2, 4, 4 and 4 bytes.
    """
    if len(data) != NUMBER_LENGTH or not any(data):
        return ""
    parts = [int.from_bytes(data[start:end], "little") for start, end in ((0, 2), (2, 4), (4, 8), (8, 12), (12, 16))]
    return "{:02d}.{:02d}-{:08d}-{:010d}-{:010d}".format(*parts)


class _Splitter:
    """Cuts a stream into bodies, whatever the pieces in which it comes. Never raises, holds at most one frame."""

    def __init__(self, min_body: int) -> None:
        self._buffer = bytearray()
        self._min_length = min_body + 1

    def feed(self, data: bytes) -> list[bytes | None]:
        """Bodies that are complete now; None for a frame that was none. Noise before a preamble is dropped."""
        self._buffer += data
        bodies: list[bytes | None] = []
        while True:
            start = self._buffer.find(PREAMBLE)
            if start < 0:  # keep what may be the beginning of one
                keep = next((n for n in range(len(PREAMBLE) - 1, 0, -1) if self._buffer.endswith(PREAMBLE[:n])), 0)
                del self._buffer[: len(self._buffer) - keep]
                return bodies
            del self._buffer[:start]
            if len(self._buffer) < 7:
                return bodies
            length = int.from_bytes(self._buffer[5:7], "big")
            if not self._min_length <= length <= MAX_LENGTH:
                bodies.append(None)
                del self._buffer[: len(PREAMBLE)]
                continue
            if len(self._buffer) < 7 + length:
                return bodies
            counted = self._buffer[5 : 7 + length]
            if reduce(xor, counted) != 0:  # the check is the XOR of all before it, so all together give 0
                bodies.append(None)
                del self._buffer[: len(PREAMBLE)]  # a wrong length may have swallowed the frame after it
                continue
            bodies.append(bytes(counted[2:-1]))
            del self._buffer[: 7 + length]

    @property
    def inside(self) -> bool:
        """A frame has begun, as far as can be told, and is not complete."""
        return bool(self._buffer)


class ReplyParser:
    """Replies out of a byte stream."""

    def __init__(self) -> None:
        self._splitter = _Splitter(min_body=3)

    def feed(self, data: bytes) -> list[Reply | BadFrame]:
        """The replies that are whole now; BadFrame for one whose check or status is wrong."""
        return [
            BadFrame() if body is None or body[:2] != b"\0\0" else Reply(body[:3], body[3:]) for body in self._splitter.feed(data)
        ]

    @property
    def inside(self) -> bool:
        """Whether a reply has begun and is not whole."""
        return self._splitter.inside


class RequestParser:
    """Requests out of a byte stream: the simulator's side."""

    def __init__(self) -> None:
        self._splitter = _Splitter(min_body=2)

    def feed(self, data: bytes) -> list[tuple[int, int] | None]:
        """(CMD, PARA) of each request that is whole now; None for one whose check is wrong."""
        return [None if body is None else (body[0], body[1]) for body in self._splitter.feed(data)]
