"""A social security card, put into the virtual reader of vsmartcard's vpcd: the card's side of ISO 7816-4, over TCP.

On the wire, both ways: a length of 2 bytes, big endian, and so many bytes. From vpcd, a length of 1 is no command but a control:
00 power off, 01 power on, 02 reset, 04 tell the answer to reset (which is also how vpcd finds out whether the card is still there).

Commands: ``lay`` (``card``: a sample person's key), ``take``, ``bounce`` (it loses contact for ``seconds``), ``clear`` (no
faults), ``counts``, and ``fault`` with ``kind``

- ``silent``: no command is answered, and vpcd waits for ever, until the card is taken; ``slow`` (``seconds`` before each answer)
- ``garbage``: answers that are none; ``wrong_tlv``, ``truncated``: in EF06, a length that lies, or half of the records
- ``pin``: EF06 is refused with 6982; ``bank_card``: there is no such application; ``blocked``: it is deactivated
- ``61``: answers must be fetched by GET RESPONSE; ``6c``: a wrong Le is told the right one; ``long_names``: the files are known
  by their long identifiers only
- ``remove_at_apdu`` (``at``): the card is taken when it gets its command of that number, from 0, after ``lay``
- ``mute``: no answer to reset

``on`` (true unless given) sets or takes back. Events: ``card_read`` when the last record of EF06 was sent; ``error`` (``why``) for
a command that the card does not know or that is wrong in its form, which it also refuses.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import time
from collections.abc import Callable
from typing import Any

from devices.simulation.event_loop import Command, Loop, Refused
from devices.smart_card_reader.social_security import APPLICATION
from kiosk.domain.people import Sex
from kiosk.domain.sample_people import AREA, SAMPLE_PEOPLE, SamplePerson

_FAULTS = {
    "silent", "slow", "garbage", "wrong_tlv", "truncated", "pin", "bank_card", "blocked", "61", "6c", "long_names",
    "remove_at_apdu", "mute",
}  # fmt: skip
_RESET_ANSWER = bytes.fromhex("3B680000") + b"SPECIMEN"  # T=0, 8 historical bytes (ISO 7816-3, 8.2)
_NO_RESET_ANSWER = bytes(40)  # longer than any may be: vpcd sees a card, and pcscd cannot power it up
_RETRY = 0.05  # seconds between two tries to reach vpcd, which is not there while pcscd restarts

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


class Slot:
    """The connection to vpcd, held as long as a card lies in the reader."""

    def __init__(self, port: int) -> None:
        self.loop = Loop(self.obey)
        self._port = port
        self._looks = 0  # of vpcd, whether the card is still there
        self._card = Card(self.loop.emit)
        self._link: socket.socket | None = None
        self._arrived = b""
        self._remove_at = 0
        self._delay = 0.0

    def obey(self, name: str, command: Command) -> dict[str, Any] | None:
        """Do what a command says; the module's docstring lists them.

        Raises:
            Refused: there is no such command.
        """
        match name:
            case "lay":
                self._take()
                self._card.person = {person.key: person for person in SAMPLE_PEOPLE}[str(command["card"])]
                self._card.commands = 0
                self._connect()
            case "take":
                self._take()
            case "bounce":
                self._disconnect()
                self.loop.at(time.monotonic() + float(command["seconds"]), self._connect)
            case "clear":
                self._card.faults.clear()
            case "counts":
                return {"commands": self._card.commands, "looks": self._looks}
            case "fault":
                self._fault(command)
            case _:
                raise Refused("no such command")
        return None

    def close(self) -> None:
        """Take the card out."""
        self._take()

    def _fault(self, command: Command) -> None:
        kind = str(command["kind"])
        if kind not in _FAULTS:
            raise Refused(f"no such fault; there are {', '.join(sorted(_FAULTS))}")
        on = bool(command.get("on", True))
        if kind == "remove_at_apdu" and on:
            self._remove_at = int(command["at"])
        if kind == "slow" and on:
            self._delay = float(command["seconds"])
        (self._card.faults.add if on else self._card.faults.discard)(kind)

    def _take(self) -> None:
        self._card.person = None
        self._disconnect()

    def _disconnect(self) -> None:
        if self._link is not None:
            self.loop.unwatch(self._link.fileno())
            self._link.close()
            self._link = None
        self._arrived = b""

    def _connect(self) -> None:
        if self._card.person is None or self._link is not None:
            return
        try:
            link = socket.create_connection(("127.0.0.1", self._port), 0.2)
        except OSError:
            self.loop.at(time.monotonic() + _RETRY, self._connect)
            return
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._hurry(link)
        self._link = link
        self._card.reset()
        self.loop.watch(link.fileno(), self._receive)

    @staticmethod
    def _hurry(link: socket.socket) -> None:
        """Acknowledge at once: vpcd sends length and message in two parts, and the kernel forgets this with every receipt."""
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _receive(self) -> None:
        link = self._link
        assert link is not None
        data = b""
        with contextlib.suppress(OSError):
            data = link.recv(65536)
            self._hurry(link)
        if not data:  # pcscd has gone, or vpcd has thrown the card out: it still lies there
            self._disconnect()
            self._connect()
            return
        self._arrived += data
        while self._link is link and len(self._arrived) >= 2:
            end = 2 + int.from_bytes(self._arrived[:2], "big")
            if len(self._arrived) < end:
                return
            message, self._arrived = self._arrived[2:end], self._arrived[end:]
            self._serve(link, message)

    def _serve(self, link: socket.socket, message: bytes) -> None:
        if message == b"\x04":
            self._looks += 1
            self._send(link, _NO_RESET_ANSWER if "mute" in self._card.faults else _RESET_ANSWER)
        elif len(message) <= 1:
            self._card.reset()
            if message not in (b"\x00", b"\x01", b"\x02"):
                self.loop.emit(event="error", why="a control that vpcd does not have")
        else:
            self._obey_card_command(link, message)

    def _obey_card_command(self, link: socket.socket, message: bytes) -> None:
        faults, number = self._card.faults, self._card.commands
        self._card.commands += 1
        if "remove_at_apdu" in faults and number == self._remove_at:
            self._take()
        elif "silent" not in faults:
            answer = b"\x5a\xa5" * 20 if "garbage" in faults else self._card.answer(message)
            if "slow" in faults:
                self.loop.at(time.monotonic() + self._delay, lambda: self._send(link, answer))
            else:
                self._send(link, answer)

    def _send(self, link: socket.socket, message: bytes) -> None:
        if link is self._link:
            with contextlib.suppress(OSError):  # found out by the next receipt
                link.sendall(len(message).to_bytes(2, "big") + message)


def main() -> None:
    """Run until stdin ends; its address is where vpcd listens."""
    parser = argparse.ArgumentParser(prog="devices.smart_card_reader.simulator", description="A simulated social security card.")
    parser.add_argument("--port", type=int, default=35963, help="where vpcd listens on loopback; its second slot is the next")
    options = parser.parse_args()
    slot = Slot(options.port)
    try:
        slot.loop.run(address=f"127.0.0.1:{options.port}")
    finally:
        slot.close()


if __name__ == "__main__":
    main()
