"""An ID-card reader on a pty: the module's side of the SAM_V protocol.

Commands: ``lay`` (``card``: a sample person's key, or a kind; ``appended``: an address that was appended, in place of that
person's; ``holder``: a name in place of theirs), ``take``, ``unplug``, ``replug``, ``clear`` (no faults),
``counts``, and ``fault`` with ``kind``

- ``silent``, ``garbage``: no answer, or bytes that are none; ``wrong_checksum``: in the reply with text and photo
- ``not_authorised``: the module refuses everything; ``authentication``: the card cannot prove itself
- ``remove_at_byte`` (``at``): the card is taken when that many bytes of text and photo were sent; at 0 the reply is 41
- ``another_card``: what lies there is found, and is no identity card
- ``slow`` (``bytes_per_second``)
- of the appended address alone: ``address_unknown`` (no such command), ``address_as_some_do`` (30 02 is it, not 30 03),
  ``address_silent``, ``address_garbage``, ``address_late`` (told after a second and a half)
- of the module's own number alone: ``number_unknown`` (no such command), ``number_silent``, ``number_late``,
  ``another_module`` (another number)

``on`` (true unless given) sets or takes back. Events: ``card_read`` when the last byte of a card was sent.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from devices.id_card_reader.frames import RequestParser, Sw3, encode_reply
from devices.id_card_reader.sample_cards import address_item, appended_address, card, with_name
from devices.simulation.event_loop import Command, Loop, Refused
from devices.simulation.serial_port import SimulatedSerialPort

_FAULTS = {"silent", "garbage", "wrong_checksum", "not_authorised", "authentication", "remove_at_byte", "slow"} | {
    "another_card",
    "address_unknown",
    "address_as_some_do",
    "address_silent",
    "address_garbage",
    "address_late",
    "number_unknown",
    "number_silent",
    "number_late",
    "another_module",
}
# As `frames.module_number` reads them; no module has these numbers.
MODULE = bytes.fromhex("0500 0300 80193401 d2029649 d2029649".replace(" ", ""))
OTHER_MODULE = bytes.fromhex("0500 0300 80193401 d2029649 d3029649".replace(" ", ""))
_LATE = 1.5  # seconds
_NUMBER_LATE = 0.45  # seconds: after the driver has given it up


class Reader:
    def __init__(self, link: str, baud: int) -> None:
        self.loop = Loop(self.obey)
        self._parser = RequestParser()
        self._card: tuple[bytes, bytes] | None = None
        self._appended = ""
        self._faults: set[str] = set()
        self._remove_at = 0
        self._baud = baud
        self._counts = {"find": 0, "select": 0, "read": 0, "address": 0}
        self.line = SimulatedSerialPort(self.loop, link, self._received)
        self.line.set_baud(baud)

    def obey(self, name: str, command: Command) -> dict[str, Any] | None:
        """Do what a command says; the module's docstring lists them.

        Raises:
            Refused: there is no such command.
        """
        match name:
            case "lay":
                key = str(command["card"])
                self._card = with_name(card(key), str(command["holder"])) if "holder" in command else card(key)
                self._appended = str(command.get("appended", appended_address(key)))
                address_item(self._appended)  # refused if it does not fit
            case "take":
                self._card = None
            case "unplug":
                self.line.unplug()
            case "replug":
                self._parser = RequestParser()
                self.line.plug()
            case "clear":
                self._faults.clear()
                self.line.set_baud(self._baud)
            case "counts":
                return dict(self._counts)
            case "fault":
                self._fault(command)
            case _:
                raise Refused("no such command")
        return None

    def _fault(self, command: Command) -> None:
        kind = str(command["kind"])
        if kind not in _FAULTS:
            raise Refused(f"no such fault; there are {', '.join(sorted(_FAULTS))}")
        on = bool(command.get("on", True))
        if kind == "remove_at_byte" and on:
            self._remove_at = int(command["at"])
        if kind == "slow":
            self.line.bytes_per_second = float(command["bytes_per_second"]) if on else self._baud / 10
        (self._faults.add if on else self._faults.discard)(kind)

    def _received(self, data: bytes) -> None:
        for request in self._parser.feed(data):
            if "silent" in self._faults:
                continue
            self.line.hush()  # a request ends what the module was saying
            if "garbage" in self._faults:
                self.line.send(b"\x5a\xa5" * 20)
            elif request is None:
                self._answer(Sw3.CHECK_WRONG)
            elif "not_authorised" in self._faults:
                self._answer(Sw3.NOT_AUTHORISED)
            else:
                self._serve(*request)

    def _serve(self, command: int, parameter: int) -> None:
        match command, parameter:
            case 0x11, 0xFF:
                self._answer(Sw3.OK)
            case 0x12, 0xFF:
                self._tell_number()
            case 0x20, 0x01:
                self._counts["find"] += 1
                if self._card:
                    self._answer(Sw3.CARD_FOUND, bytes(4))
                else:
                    self._answer(Sw3.FIND_FAILED)
            case 0x20, 0x02:
                self._counts["select"] += 1
                if self._card and "another_card" not in self._faults:
                    self._answer(Sw3.OK, bytes(8))
                else:
                    self._answer(Sw3.SELECT_FAILED)
            case 0x30, 0x01:
                self._counts["read"] += 1
                self._read_out()
            case 0x30, 0x02 | 0x03:
                self._counts["address"] += 1
                self._tell_address(parameter)
            case _:
                self._answer(Sw3.UNKNOWN_COMMAND)

    def _tell_number(self) -> None:
        number = OTHER_MODULE if "another_module" in self._faults else MODULE
        if "number_unknown" in self._faults:
            self._answer(Sw3.UNKNOWN_COMMAND)
        elif "number_late" in self._faults:
            self.loop.at(time.monotonic() + _NUMBER_LATE, lambda: self._answer(Sw3.OK, number))
        elif "number_silent" not in self._faults:
            self._answer(Sw3.OK, number)

    def _tell_address(self, parameter: int) -> None:
        known = 0x02 if "address_as_some_do" in self._faults else 0x03
        if "address_unknown" in self._faults or parameter != known:
            self._answer(Sw3.UNKNOWN_COMMAND)
        elif "address_silent" in self._faults:
            pass
        elif self._card is None:
            self._answer(Sw3.READ_FAILED)
        elif "address_garbage" in self._faults:
            self._answer(Sw3.OK, b"\x01\x00" * 35)
        elif "address_late" in self._faults:
            self.loop.at(time.monotonic() + _LATE, self._tell_what_is_appended)
        else:
            self._tell_what_is_appended()

    def _tell_what_is_appended(self) -> None:
        if self._appended:
            self._answer(Sw3.OK, address_item(self._appended))
        else:
            self._answer(Sw3.ITEM_EMPTY)

    def _read_out(self) -> None:
        removing = "remove_at_byte" in self._faults
        if removing and self._remove_at == 0:
            self._card = None
        if self._card is None:
            self._answer(Sw3.READ_FAILED)
            return
        if "authentication" in self._faults:
            self._answer(Sw3.CARD_AUTHENTICATION)
            return
        text, photo = self._card
        reply = encode_reply(Sw3.OK, bytes.fromhex("01000400") + text + photo)
        if "wrong_checksum" in self._faults:
            reply = reply[:-1] + bytes([reply[-1] ^ 0xFF])
        if removing:
            self.line.send(reply[: self._remove_at], then=self._taken)
        else:
            self.line.send(reply, then=lambda: self.loop.emit(event="card_read"))

    def _taken(self) -> None:
        self._card = None

    def _answer(self, sw3: int, data: bytes = b"") -> None:
        self.line.send(encode_reply(sw3, data))


def main() -> None:
    """Run until stdin ends; its address is the path of the tty."""
    parser = argparse.ArgumentParser(prog="devices.id_card_reader.simulator", description="A simulated ID-card reader.")
    parser.add_argument("--link", default="", help="path of the tty (a symbolic link that stays the same over a replug)")
    parser.add_argument("--pace", type=int, default=115200, help="baud rate at which replies arrive; 0: at once")
    options = parser.parse_args()
    reader = Reader(options.link, options.pace)
    try:
        reader.loop.run(address=str(reader.line.path))
    finally:
        reader.line.close()


if __name__ == "__main__":
    main()
