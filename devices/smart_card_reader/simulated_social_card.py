"""A social security card in the simulated reader: what it answers to commands, and what it holds of a sample person (LD/T 32)."""

from __future__ import annotations

from collections.abc import Callable

from devices.smart_card_reader.social_security import APPLICATION
from kiosk.domain.people import Sex
from kiosk.domain.sample_people import AREA, SamplePerson

_OK, _BLOCKED, _PIN, _NO_FILE, _NO_RECORD = 0x9000, 0x6283, 0x6982, 0x6A82, 0x6A83
_LENGTH, _CONDITIONS, _PARAMETERS, _INSTRUCTION, _CLASS = 0x6700, 0x6985, 0x6A86, 0x6D00, 0x6E00

_SEXES = {Sex.MALE: b"1", Sex.FEMALE: b"2", Sex.UNKNOWN: b"9"}

File = list[bytes]


def record(tag: int, value: bytes, length: int = 0) -> bytes:
    """Tag, length and value, filled up with 00. ValueError if it does not fit."""
    if length and len(value) > length:
        raise ValueError("a value is longer than its place")
    value = value.ljust(length, b"\0")
    return bytes((tag, len(value))) + value


def files(person: SamplePerson) -> dict[int, File]:
    """The records of EF05 and EF06, by short identifier. The card's own number and identification are nobody's."""
    name = person.name.encode("gb18030")  # a rare character takes four bytes
    issuer = [
        record(0x01, bytes.fromhex(f"{AREA}D1560000050000000000{person.serial:06d}")),
        record(0x02, b"1"),
        record(0x03, b"2.00"),
        record(0x04, bytes.fromhex("915600000231019900000000")),
        record(0x05, bytes.fromhex(f"{person.valid_from:%Y%m%d}")),
        record(0x06, bytes.fromhex(f"{person.valid_until:%Y%m%d}") if person.valid_until else b"\xff" * 4),
        record(0x07, f"X{person.serial:08d}".encode(), 9),
    ]
    holder = [
        record(0x08, person.number.encode(), 18),
        record(0x09, name[:30], 30),
        record(0x0A, _SEXES[person.sex]),
        record(0x0B, bytes.fromhex(person.ethnic_group)),
        record(0x0C, bytes.fromhex(AREA)),
        record(0x0D, bytes.fromhex(f"{person.birth:%Y%m%d}")),
    ]
    if len(name) > 30:
        holder.append(record(0x4E, name[30:], 20))
    return {0x05: issuer, 0x06: holder}


class Card:
    """What answers commands. Every connection to vpcd, and every reset, begins with nothing selected."""

    def __init__(self, emit: Callable[..., None]) -> None:
        self.person: SamplePerson | None = None
        self.faults: set[str] = set()
        self.commands = 0  # since the card was laid
        self._emit = emit
        self.reset()

    def reset(self) -> None:
        """As after power on: nothing is selected, nothing waits to be fetched."""
        self._application = False
        self._file = 0
        self._to_fetch = b""

    def answer(self, command: bytes) -> bytes:
        """The response to a command APDU: data, and two status bytes (ISO/IEC 7816-4, 5.1)."""
        data, status = self._data(command)
        return data + status.to_bytes(2, "big")

    def _error(self, why: str, status: int) -> tuple[bytes, int]:
        self._emit(event="error", why=why)
        return b"", status

    def _data(self, command: bytes) -> tuple[bytes, int]:
        to_fetch, self._to_fetch = self._to_fetch, b""  # any command but GET RESPONSE gives up what was to be fetched
        if len(command) < 5:
            return self._error("a command without length", _LENGTH)
        if command[0] != 0:
            return self._error("a class that the card does not know", _CLASS)
        match command[1]:
            case 0xA4:
                return self._select(command)
            case 0xB2:
                return self._read_record(command)
            case 0xC0:
                return self._get_response(command, to_fetch)
        return self._error("an instruction that the card does not know", _INSTRUCTION)

    def _select(self, command: bytes) -> tuple[bytes, int]:
        way, name = command[2:4], command[5:]
        if len(name) != command[4] or not name:
            return self._error("a length that is not that of the data", _LENGTH)
        if way == b"\x04\x00":
            self.reset()
            if name != APPLICATION or "bank_card" in self.faults:
                return b"", _NO_FILE
            self._application = True
            if "blocked" in self.faults:
                return b"", _BLOCKED
            template = record(0x84, APPLICATION) + record(0xA5, record(0x88, b"\x01"))
            return self._whole(record(0x6F, template)) if "61" in self.faults else (b"", _OK)
        if way == b"\x02\x00" and len(name) == 2:
            if not self._application:
                return self._error("a file selected before its application", _CONDITIONS)
            if name not in (b"\xef\x05", b"\xef\x06"):
                return b"", _NO_FILE
            self._file = name[1]
            return b"", _OK
        return self._error("a way to select that the card does not know", _PARAMETERS)

    def _read_record(self, command: bytes) -> tuple[bytes, int]:
        number, mode, expected = command[2], command[3], command[4]
        if len(command) != 5:
            return self._error("a record is read without data", _LENGTH)
        if mode & 0b111 != 0b100 or number in (0x00, 0xFF):
            return self._error("a way to name a record that the card does not know", _PARAMETERS)
        if not self._application:
            return self._error("a record read before its application was selected", _CONDITIONS)
        file = mode >> 3 or self._file
        if file not in (0x05, 0x06) or (mode >> 3 and "long_names" in self.faults):
            return b"", _NO_FILE
        if file == 0x06 and "pin" in self.faults:
            return b"", _PIN
        self._file = file
        records = self._records(file)
        if number > len(records):
            return b"", _NO_RECORD
        data = records[number - 1]
        if expected != len(data) and (expected or "6c" in self.faults):
            return b"", 0x6C00 | len(data)
        if file == 0x06 and number == len(records):
            self._emit(event="card_read")
        return self._whole(data)

    def _records(self, file: int) -> File:
        assert self.person is not None
        records = files(self.person)[file]
        if file == 0x06 and "truncated" in self.faults:
            return records[: len(records) // 2]
        if file == 0x06 and "wrong_tlv" in self.faults:
            return [one[:1] + bytes((one[1] + 3,)) + one[2:] for one in records]
        return records

    def _whole(self, data: bytes) -> tuple[bytes, int]:
        if "61" not in self.faults:
            return data, _OK
        self._to_fetch = data
        return b"", 0x6100 | len(data) & 0xFF

    def _get_response(self, command: bytes, to_fetch: bytes) -> tuple[bytes, int]:
        if len(command) != 5 or command[2:4] != b"\0\0":
            return self._error("GET RESPONSE in a wrong form", _LENGTH if len(command) != 5 else _PARAMETERS)
        wanted = command[4] or 256
        if not to_fetch or wanted > len(to_fetch):
            return self._error("GET RESPONSE of what is not there", _CONDITIONS)
        # A real card may give a part only. Here the last byte is always left for a second fetch.
        part = to_fetch[: max(wanted - 1, 1)]
        self._to_fetch = to_fetch[len(part) :]
        return part, 0x6100 | len(self._to_fetch) if self._to_fetch else _OK
