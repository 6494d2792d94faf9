"""A network receipt printer: ESC/POS over TCP, and paper as PNG files.

Commands: ``fault`` with ``kind`` (``on`` sets it, which is meant unless given, or takes it back)

- ``paper_low``, ``paper_out``, ``cover_open``, ``cutter``: the last three stop it; it goes on when they are over
- ``paper_out_after_bytes`` (``bytes``): the paper ends when that many more bytes were executed
- ``buffer_full``: of each connection that is made from now on it takes some 4 kB, and then no more, until it is over
- ``silent``: takes bytes and does nothing; ``garbage``: answers what no printer answers
- ``mute_process_id``: does not know GS ( H; ``mute_status``: does not know GS r
- ``no_paper_comes``: does all that it is told and says that it is well, and nothing comes out of it

``unplug`` (no connection, the port is closed), ``replug`` (the same port), ``clear`` (no faults, paper is there),
``new_paper`` (what hangs from the printer is torn off and thrown away).
Events: ``receipt`` (``png``, ``text``: what was sent as characters, line by line, ``images``: [top, height] of what came
as an image, ``errors``) and ``printing`` when the first byte of a job is taken.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any

from devices.receipt_printer.simulated_paper import Paper
from devices.receipt_printer.strict_decoder import (
    AskStatus,
    ClearBuffers,
    Cut,
    Decoder,
    EchoProcessId,
    Initialise,
    Setting,
    TransmitStatus,
)
from devices.receipt_printer.strict_decoder import Command as PrinterCommand
from devices.simulation.event_loop import Command, Loop, Refused, bound

_TO_THE_KNIFE = 120  # dots that the paper is fed before it is cut
_BUFFER = 4096  # bytes, of a small printer
_STOPPING = {"paper_out", "cover_open", "cutter"}
_FAULTS = _STOPPING | {
    "paper_low",
    "paper_out_after_bytes",
    "buffer_full",
    "silent",
    "garbage",
    "mute_process_id",
    "mute_status",
    "no_paper_comes",
}


class Printer:
    def __init__(self, port: int, width_mm: int, directory: Path, speed: float, automatic: bool, extra: str) -> None:
        self.loop = Loop(self.obey)
        self._dots = {58: 384, 80: 576}[width_mm]
        self._paper = Paper(self._dots, extra)
        self._directory = directory
        self._speed = speed  # mm of paper a second; 0: at once
        self._automatic = automatic
        self._faults: set[str] = set()
        self._bytes_left: int | None = None
        self._decoder = Decoder()
        self._queue: deque[tuple[PrinterCommand, int]] = deque()
        self._waiting = False  # for the paper to move
        self._in_job = False
        self._count = 0
        self._taken = 0  # bytes, of this connection
        self._full = False
        self._connection: socket.socket | None = None
        self._listener: socket.socket | None = None
        self._place = bound(port)
        self.port = int(self._place.getsockname()[1])
        self._listen()

    def obey(self, name: str, command: Command) -> dict[str, Any] | None:
        """Do what a command says, tell the status, and go on printing; the module's docstring lists them.

        Raises:
            Refused: there is no such command.
        """
        match name:
            case "fault":
                self._fault(command)
            case "clear":
                self._faults.clear()
                self._bytes_left = None
                self._take_again()
            case "unplug":
                self._hang_up()
                self._close_listener()
            case "replug":
                if self._listener is None:
                    self._queue.clear()  # a printer without power forgets
                    self._decoder = Decoder()
                    self._paper.forget_line()
                    self._listen()
            case "new_paper":
                self._paper.tear_off()
                self._in_job = False
            case _:
                raise Refused("no such command")
        self._tell_status()
        self._go_on()
        return None

    def _fault(self, command: Command) -> None:
        kind, on = str(command["kind"]), bool(command.get("on", True))
        if kind not in _FAULTS:
            raise Refused(f"no such fault; there are {', '.join(sorted(_FAULTS))}")
        if kind == "paper_out_after_bytes":
            self._bytes_left = int(command["bytes"]) if on else None
        else:
            (self._faults.add if on else self._faults.discard)(kind)
        if kind == "buffer_full" and not on:
            self._take_again()
        elif kind == "buffer_full" and self._listener is not None:
            # What is accepted gets it from here; later it would be too late, for more was offered already.
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)

    def _take_again(self) -> None:
        if self._connection is not None and self._full:
            self.loop.watch(self._connection.fileno(), self._receive)
        self._full = False

    def _listen(self) -> None:
        listener = bound(self.port)
        listener.listen(1)
        self._listener = listener
        self.loop.watch(listener.fileno(), self._accept)

    def _accept(self) -> None:
        assert self._listener is not None
        connection, _ = self._listener.accept()
        self._hang_up()  # it serves one at a time, and the newest is alive
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection
        self._full, self._taken = False, 0
        self.loop.watch(connection.fileno(), self._receive)
        self._tell_status()

    def _hang_up(self) -> None:
        if self._connection is not None:
            if not self._full:
                self.loop.unwatch(self._connection.fileno())
            self._full = False
            self._connection.close()
            self._connection = None
            if (error := self._decoder.finish()) is not None:
                self._paper.execute(error)

    def _close_listener(self) -> None:
        if self._listener is not None:
            self.loop.unwatch(self._listener.fileno())
            self._listener.close()
            self._listener = None

    def _receive(self) -> None:
        assert self._connection is not None
        try:
            data = self._connection.recv(_BUFFER if "buffer_full" in self._faults else 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._hang_up()
            return
        self._taken += len(data)
        if "buffer_full" in self._faults and self._taken >= _BUFFER:
            self._full = True
            self.loop.unwatch(self._connection.fileno())
        for command, length in self._decoder.feed(data):
            match command:
                case AskStatus(kind):  # these two do not wait their turn
                    self._answer(bytes([self._status_byte(kind)]))
                case ClearBuffers():
                    self._queue.clear()
                    self._paper.forget_line()
                    self._answer(b"\x37\x25\x00")
                case _:
                    self._queue.append((command, length))
        self._go_on()

    def _answer(self, data: bytes) -> None:
        if self._connection is None or "silent" in self._faults:
            return
        if "garbage" in self._faults:
            data = b"\xff" * len(data)
        with contextlib.suppress(OSError):
            self._connection.send(data)

    def _status_byte(self, kind: int) -> int:
        faults = self._faults
        byte = 0x12
        if kind == 1:
            byte |= 0x08 * bool(faults & _STOPPING)
        elif kind == 2:
            byte |= 0x04 * ("cover_open" in faults) | 0x20 * ("paper_out" in faults) | 0x40 * ("cutter" in faults)
        elif kind == 3:
            byte |= 0x08 * ("cutter" in faults)
        else:
            byte |= 0x0C * bool(faults & {"paper_low", "paper_out"}) | 0x60 * ("paper_out" in faults)
        return byte

    def _tell_status(self) -> None:
        """Automatic status: four bytes that nobody asked for, at every change."""
        if not self._automatic:
            return
        faults = self._faults
        first = 0x10 | 0x08 * bool(faults & _STOPPING) | 0x20 * ("cover_open" in faults)
        third = 0x03 * ("paper_low" in faults) | 0x0C * ("paper_out" in faults)
        self._answer(bytes((first, 0x08 * ("cutter" in faults), third, 0x0F)))

    def _go_on(self) -> None:
        while self._queue and not self._waiting and not self._faults & (_STOPPING | {"silent"}):
            command, length = self._queue.popleft()
            before = self._paper.height
            self._execute(command)
            if self._bytes_left is not None:
                self._bytes_left -= length
                if self._bytes_left <= 0:
                    self._bytes_left = None
                    self._faults.add("paper_out")
                    self._tell_status()
            moved = _TO_THE_KNIFE if isinstance(command, Cut) else self._paper.height - before
            if self._speed and moved > 0:
                self._waiting = True
                self.loop.at(time.monotonic() + moved / 8 / self._speed, self._moved)

    def _moved(self) -> None:
        self._waiting = False
        self._go_on()

    def _execute(self, command: PrinterCommand) -> None:
        match command:
            case TransmitStatus():
                if "mute_status" not in self._faults:
                    self._answer(bytes([0x03 * ("paper_low" in self._faults)]))
            case EchoProcessId(mark):
                if "mute_process_id" not in self._faults:
                    self._answer(b"\x37\x22" + mark + b"\x00")
            case Setting("automatic_status", value):
                self._automatic = bool(value)
            case _ if "no_paper_comes" in self._faults:
                pass
            case _:
                if isinstance(command, Initialise) and not self._in_job:
                    self._in_job = True
                    self.loop.emit(event="printing")
                piece = self._paper.execute(command)
                if piece is not None:
                    self._in_job = False
                    self._count += 1
                    path = self._directory / f"receipt-{os.getpid()}-{self._count:03d}.png"
                    piece.image.save(path)
                    self.loop.emit(event="receipt", png=str(path), text=piece.text, images=piece.images, errors=piece.errors)

    def close(self) -> None:
        """Hang up, and listen no more."""
        self._hang_up()
        self._close_listener()
        self._place.close()


def main() -> None:
    """Run until stdin ends; its address is host and port."""
    parser = argparse.ArgumentParser(prog="devices.receipt_printer.simulator", description="A simulated receipt printer.")
    parser.add_argument("--port", type=int, default=0, help="TCP port on 127.0.0.1; 0: any that is free")
    parser.add_argument("--width-mm", type=int, choices=(58, 80), default=80)
    parser.add_argument("--paper-dir", default="", help="where the receipts go; they hold what was printed")
    parser.add_argument("--paper-speed", type=float, default=0.0, help="mm a second; 0: at once (real ones: 100 to 250)")
    parser.add_argument("--asb", action="store_true", help="sends its status unasked at every change")
    parser.add_argument("--extra-characters", default="", help="what its font has beyond GB2312")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        directory = options.paper_dir or stack.enter_context(tempfile.TemporaryDirectory(prefix="simulated-"))
        Path(directory).mkdir(parents=True, exist_ok=True)
        printer = Printer(
            options.port, options.width_mm, Path(directory), options.paper_speed, options.asb, options.extra_characters
        )
        stack.callback(printer.close)
        printer.loop.run(address=f"127.0.0.1:{printer.port}")


if __name__ == "__main__":
    main()
