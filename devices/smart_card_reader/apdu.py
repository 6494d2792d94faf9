"""Commands to a card and its answers (ISO 7816-4): bytes only, no card and no clock.

A command is a header CLA INS P1 P2, then Lc and data, or Le. An answer is data and the two bytes of its status.
"""

from __future__ import annotations

from kiosk.domain.values import Value

OK = 0x9000
SELECTED_FILE_BLOCKED = 0x6283  # ISO 7816-4, 5.1.3: the application is selected, and deactivated
SECURITY_NOT_SATISFIED = 0x6982

_LONGEST_ANSWER = 4096  # bytes; a record has at most 255
_MOST_ROUNDS = 20  # of one command, the card's "ask me again" counted


class BadAnswer(Exception):
    """What came is no answer that ISO 7816-4 knows, or it has no end. Carries nothing of its content."""


class Answer(Value):
    data: bytes
    status: int  # SW1 and SW2

    @property
    def good(self) -> bool:
        """The data may be used: 9000, or a warning that the memory did not change (62xx: the end came before Le bytes)."""
        return self.status == OK or (self.status >> 8 == 0x62 and self.status != SELECTED_FILE_BLOCKED)


def select_application(name: bytes) -> bytes:
    """SELECT by name, without Le: under T=0 the card announces what it wants to tell with 61xx (ISO 7816-4, 7.1.1)."""
    return bytes((0x00, 0xA4, 0x04, 0x00, len(name))) + name


def select_file(identifier: int) -> bytes:
    """SELECT of an elementary file below the application."""
    return bytes((0x00, 0xA4, 0x02, 0x00, 0x02)) + identifier.to_bytes(2, "big")


def wants_answer(command: bytes, t0: bool) -> bytes:
    """A command with data, so that it is answered with all that there is: with Le 00; under T=0 without, for there the card
    announces it with 61xx (ISO 7816-3, 12.2)."""
    return command if t0 else command + b"\0"


def chained(header: bytes, data: bytes) -> list[bytes]:
    """``header`` (CLA INS P1 P2) with data of any length, in as many commands as it takes: all but the last with the bit for "more
    follows" in CLA (ISO 7816-4, 5.1.1.1)."""
    parts = [data[at : at + 255] for at in range(0, len(data), 255)] or [b""]
    more = bytes((header[0] | 0x10,)) + header[1:]
    return [(header if part is parts[-1] else more) + bytes((len(part),)) + part for part in parts]


def read_record(number: int, short_identifier: int = 0) -> bytes:
    """READ RECORD ``number`` (from 1), whole (ISO 7816-4, 7.3.3). ``short_identifier`` 1 to 30, or 0 for the file selected."""
    if not (1 <= number <= 254 and 0 <= short_identifier <= 30):
        raise ValueError("no such record")
    return bytes((0x00, 0xB2, number, short_identifier << 3 | 0b100, 0x00))


def get_response(length: int) -> bytes:
    """GET RESPONSE of ``length`` bytes, 1 to 256 (256 is sent as 00)."""
    return bytes((0x00, 0xC0, 0x00, 0x00, length & 0xFF))


class Exchange:
    """One command, and all that the card makes of it: send `to_send`, `take` what came, until it gives the `Answer`.

    61xx: more is to be fetched by GET RESPONSE. 6Cxx: the same again, with Le xx (ISO 7816-4, 5.1.3, tables 5 and 6; 12.1.1).
    """

    def __init__(self, command: bytes) -> None:
        self.to_send = command
        self._data = b""
        self._rounds = 0
        self._corrected = False  # a card that names a second length for one command never ends

    def take(self, response: bytes) -> Answer | None:
        """`BadAnswer` if it is none."""
        self._rounds += 1
        if len(response) < 2 or self._rounds > _MOST_ROUNDS:
            raise BadAnswer
        data, (first, second) = response[:-2], response[-2:]
        if not (0x61 <= first <= 0x6F or 0x90 <= first <= 0x9F):
            raise BadAnswer
        if first == 0x6C:
            if data or self._corrected or len(self.to_send) != 5:  # only a command that ends with Le has one to correct
                raise BadAnswer
            self._corrected = True
            self.to_send = self.to_send[:4] + bytes((second,))
            return None
        self._data += data
        if len(self._data) > _LONGEST_ANSWER:
            raise BadAnswer
        if first == 0x61:
            self._corrected = False
            self.to_send = get_response(second or 256)
            return None
        return Answer(self._data, first << 8 | second)
