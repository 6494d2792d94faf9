"""A card, put into the virtual reader of vsmartcard's vpcd, over TCP: a social security card (`simulated_social_card`), or a
technician's (`simulated_piv`, which has commands and faults of its own).

On the wire, both ways: a length of 2 bytes, big endian, and so many bytes. From vpcd, a length of 1 is no command but a control:
00 power off, 01 power on, 02 reset, 04 tell the answer to reset (which is also how vpcd finds out whether the card is still there).

Commands: ``lay`` (``card``: a sample person's key, or ``piv``), ``take``, ``bounce`` (it loses contact for ``seconds``), ``clear``
(no faults), ``counts``, and ``fault`` with ``kind``

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
from typing import Any

from devices.simulation.event_loop import Command, Loop, Refused
from devices.smart_card_reader import simulated_piv
from devices.smart_card_reader.simulated_piv import PivCard, reset_answer
from devices.smart_card_reader.simulated_social_card import Card
from kiosk.domain.sample_people import SAMPLE_PEOPLE

_FAULTS = {
    "silent", "slow", "garbage", "wrong_tlv", "truncated", "pin", "bank_card", "blocked", "61", "6c", "long_names",
    "remove_at_apdu", "mute", *simulated_piv.FAULTS,
}  # fmt: skip
_RESET_ANSWER = bytes.fromhex("3B680000") + b"SPECIMEN"  # T=0, 8 historical bytes (ISO 7816-3, 8.2)
_NO_RESET_ANSWER = bytes(40)  # longer than any may be: vpcd sees a card, and pcscd cannot power it up
_RETRY = 0.05  # seconds between two tries to reach vpcd, which is not there while pcscd restarts


class Slot:
    """The connection to vpcd, held as long as a card lies in the reader."""

    def __init__(self, port: int) -> None:
        self.loop = Loop(self.obey)
        self._port = port
        self._looks = 0  # of vpcd, whether the card is still there
        self._card = Card(self.loop.emit)
        self._piv: PivCard | None = None  # that was programmed
        self._piv_stands = False
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
                self._lay(str(command["card"]))
                self._card.commands = 0
                self._connect()
            case "program":
                self._take()
                self._piv = PivCard(self.loop.emit, self._card.faults, dict(command))
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

    def _lay(self, which: str) -> None:
        if which == "piv":
            if self._piv is None:
                raise Refused("no such card was programmed")
            self._piv_stands = True
        else:
            self._card.person = {person.key: person for person in SAMPLE_PEOPLE}[which]

    @property
    def _stands(self) -> Card | PivCard | None:
        """What is in the slot."""
        return self._piv if self._piv_stands else self._card if self._card.person else None

    def _take(self) -> None:
        self._card.person = None
        self._piv_stands = False
        self._disconnect()

    def _disconnect(self) -> None:
        if self._link is not None:
            self.loop.unwatch(self._link.fileno())
            self._link.close()
            self._link = None
        self._arrived = b""

    def _connect(self) -> None:
        if self._stands is None or self._link is not None:
            return
        try:
            link = socket.create_connection(("127.0.0.1", self._port), 0.2)
        except OSError:
            self.loop.at(time.monotonic() + _RETRY, self._connect)
            return
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._hurry(link)
        self._link = link
        self._stands.reset()
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
            answer = reset_answer(self._piv.t0) if self._piv and self._piv_stands else _RESET_ANSWER
            self._send(link, _NO_RESET_ANSWER if "mute" in self._card.faults else answer)
        elif len(message) <= 1:
            assert self._stands is not None
            self._stands.reset()
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
            answer = b"\x5a\xa5" * 20 if "garbage" in faults else self._answer(message)
            if "slow" in faults:
                self.loop.at(time.monotonic() + self._delay, lambda: self._send(link, answer))
            else:
                self._send(link, answer)

    def _answer(self, message: bytes) -> bytes:
        assert self._stands is not None
        return self._stands.answer(message)

    def _send(self, link: socket.socket, message: bytes) -> None:
        if link is self._link:
            with contextlib.suppress(OSError):  # found out by the next receipt
                link.sendall(len(message).to_bytes(2, "big") + message)


def main() -> None:
    """Run until stdin ends; its address is where vpcd listens."""
    parser = argparse.ArgumentParser(
        prog="devices.smart_card_reader.simulator", description="A simulated social security card, or technician's card."
    )
    parser.add_argument("--port", type=int, default=35963, help="where vpcd listens on loopback; its second slot is the next")
    options = parser.parse_args()
    slot = Slot(options.port)
    try:
        slot.loop.run(address=f"127.0.0.1:{options.port}")
    finally:
        slot.close()


if __name__ == "__main__":
    main()
