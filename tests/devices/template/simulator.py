"""A status lamp on a pty. Commands: ``unplug``, ``replug``."""

from __future__ import annotations

from typing import Any

from devices.simulation.event_loop import Command, Loop, Refused
from devices.simulation.serial_port import SimulatedSerialPort


class Lamp:
    def __init__(self) -> None:
        self.loop = Loop(self.obey)
        self.port = SimulatedSerialPort(self.loop, "", self._received)

    def obey(self, name: str, command: Command) -> dict[str, Any] | None:
        match name:
            case "unplug":
                self.port.unplug()
            case "replug":
                self.port.plug()
            case _:
                raise Refused("no such command")
        return None

    def _received(self, data: bytes) -> None:
        self.port.send(b"ok\n" * data.count(b"?"))


def main() -> None:
    lamp = Lamp()
    try:
        lamp.loop.run(address=str(lamp.port.path))
    finally:
        lamp.port.close()


if __name__ == "__main__":
    main()
