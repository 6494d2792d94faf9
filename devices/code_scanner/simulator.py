"""A code scanner in serial mode on a pty.

Commands: ``show`` (``text``; ``encoding``: utf-8 or gb18030; ``symbology``: an AIM identifier as Q1, "" for no prefix;
``suffix``: cr, crlf, lf, tab or none; ``pieces``: in how many parts it arrives, ``gap``: seconds between them),
``show_bytes`` (``hex``), ``unplug``, ``replug``. Event: ``shown`` after the last byte.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from devices.simulation.event_loop import Command, Loop, Refused
from devices.simulation.serial_port import SimulatedSerialPort

_SUFFIXES = {"cr": b"\r", "crlf": b"\r\n", "lf": b"\n", "tab": b"\t", "none": b""}


class Scanner:
    def __init__(self, link: str, baud: int) -> None:
        self.loop = Loop(self.obey)
        self.line = SimulatedSerialPort(self.loop, link, lambda data: None)
        self.line.set_baud(baud)

    def obey(self, name: str, command: Command) -> dict[str, Any] | None:
        """Do what a command says; the module's docstring lists them.

        Raises:
            Refused: there is no such command.
        """
        match name:
            case "show":
                symbology = str(command.get("symbology", "Q1"))
                prefix = f"]{symbology}".encode("ascii") if symbology else b""
                payload = str(command["text"]).encode(str(command.get("encoding", "utf-8")))
                self._send(prefix + payload + _SUFFIXES[str(command.get("suffix", "cr"))], command)
            case "show_bytes":
                self._send(bytes.fromhex(str(command["hex"])), command)
            case "unplug":
                self.line.unplug()
            case "replug":
                self.line.plug()
            case _:
                raise Refused("no such command")
        return None

    def _send(self, data: bytes, command: Command) -> None:
        pieces, gap = int(command.get("pieces", 1)), float(command.get("gap", 0.05))
        size = -(-len(data) // pieces)
        parts = [data[at : at + size] for at in range(0, len(data), size)]

        def send(at: int) -> None:
            if at == len(parts) - 1:
                self.line.send(parts[at], then=lambda: self.loop.emit(event="shown"))
            else:
                self.line.send(parts[at], then=lambda: self.loop.at(time.monotonic() + gap, lambda: send(at + 1)))

        send(0)


def main() -> None:
    """Run until stdin ends; its address is the path of the tty."""
    parser = argparse.ArgumentParser(prog="devices.code_scanner.simulator", description="A simulated code scanner.")
    parser.add_argument("--link", default="", help="path of the tty (a symbolic link that stays the same over a replug)")
    parser.add_argument("--pace", type=int, default=9600, help="baud rate at which bytes arrive; 0: at once")
    options = parser.parse_args()
    scanner = Scanner(options.link, options.pace)
    try:
        scanner.loop.run(address=str(scanner.line.path))
    finally:
        scanner.line.close()


if __name__ == "__main__":
    main()
