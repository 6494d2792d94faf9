"""A line with a device at its end, in time that only the driver's own waiting moves: thousands of faults in a minute.

The drivers are the real ones; their clock and their transport are these.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable

from devices.receipt_printer.strict_decoder import (
    AskStatus,
    ClearBuffers,
    Command,
    Cut,
    Decoder,
    EchoProcessId,
    Error,
    Text,
    TransmitStatus,
)
from devices.transports.transport import TransportError
from kiosk.domain.device_states import Reason

LINE = 11520.0  # bytes a second
FAULTS = ("unplug", "unplug_at", "silence", "garbage", "wrong_check", "slow", "partial", "restart")


class Clock:
    """Stands where a driver's module ``time`` was."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += max(seconds, 0.0)


class Wire:
    """``answer``: the device, bytes in, bytes out. Faults stand until `mend`; a restart mends itself after three seconds."""

    def __init__(self, clock: Clock, answer: Callable[[bytes], bytes], power_lost: Callable[[], None] = lambda: None) -> None:
        self.clock = clock
        self._answer = answer
        self._power_lost = power_lost
        self._chance = random.Random(7)
        self.faults: dict[str, int] = {}
        self.generation = 0
        self._back_at: float | None = None
        self._quiet_at = 0.0
        self._arriving: deque[tuple[float, int]] = deque()

    @property
    def attached(self) -> bool:
        if self._back_at is not None and self.clock.now >= self._back_at:
            self._back_at = None
            self.faults.pop("restart", None)
        return "unplug" not in self.faults and self._back_at is None

    def fault(self, kind: str, number: int) -> None:
        assert kind in FAULTS
        self.faults[kind] = number
        if kind == "restart":
            self._back_at = self.clock.now + 3.0
        if kind in ("restart", "unplug"):
            self.lose()

    def mend(self) -> None:
        self.faults.clear()
        self._back_at = None

    def lose(self) -> None:
        self.generation += 1
        self._arriving.clear()
        self._power_lost()

    def open(self) -> Connection:
        if not self.attached:
            raise TransportError(Reason.NOT_FOUND)
        self._arriving.clear()
        return Connection(self, self.generation)

    def take(self, data: bytes) -> None:
        """From the driver; a plug that is pulled at byte N is pulled in the middle of what is said."""
        self.clock.sleep(len(data) / LINE)
        self.say(self._answer(data))

    def say(self, reply: bytes) -> bytes:
        """From the device, asked or unasked; what of it is on the line."""
        if "silence" in self.faults or not reply or not self.attached:
            return b""
        if "garbage" in self.faults:
            reply = self._chance.randbytes(len(reply))
        if "wrong_check" in self.faults:
            at = self.faults["wrong_check"] % len(reply)
            reply = reply[:at] + bytes([reply[at] ^ 0x81]) + reply[at + 1 :]
        if "partial" in self.faults:
            reply = reply[: len(reply) // 2]
        due = self.next_byte_at
        for byte in reply:
            self._arriving.append((due, byte))
            self._quiet_at = due
            due += self._pace
        return reply

    @property
    def _pace(self) -> float:
        return 1.0 if "slow" in self.faults else 1 / LINE

    @property
    def next_byte_at(self) -> float:
        """When the first byte of what is said now will arrive."""
        return max([self.clock.now, *(when for when, _ in list(self._arriving)[-1:])]) + self._pace

    def arrived(self, most: int) -> bytes:
        taken = bytearray()
        while self._arriving and self._arriving[0][0] <= self.clock.now and len(taken) < most:
            taken.append(self._arriving.popleft()[1])
            if "unplug_at" in self.faults:
                self.faults["unplug_at"] -= 1
                if self.faults["unplug_at"] < 0:
                    del self.faults["unplug_at"]
                    self.faults["unplug"] = 0
                    self.lose()
        return bytes(taken)

    def next_arrival(self) -> float | None:
        return self._arriving[0][0] if self._arriving else None

    @property
    def quiet_at(self) -> float:
        """When the last byte of what was said will have arrived, or did."""
        return self._quiet_at


class Connection:
    """`devices.transports.transport.Transport`."""

    def __init__(self, wire: Wire, generation: int) -> None:
        self._wire = wire
        self._generation = generation

    def _check(self) -> None:
        if self._generation != self._wire.generation or not self._wire.attached:
            raise TransportError(Reason.NOT_FOUND)

    def write(self, data: bytes) -> None:
        self._check()
        self._wire.take(data)
        self._check()

    def read(self, max_bytes: int, timeout: float) -> bytes:
        self._check()
        clock, until = self._wire.clock, self._wire.clock.now + max(timeout, 0.0)
        if data := self._wire.arrived(max_bytes):
            return data
        following = self._wire.next_arrival()
        clock.now = until if following is None else max(clock.now, min(until, following))
        self._check()
        return self._wire.arrived(max_bytes)

    def takes_no_more(self) -> bool:
        return False

    def discard_input(self) -> None:
        self._check()
        self._wire.arrived(1 << 20)

    def close(self) -> None:
        pass


class VirtualPrinter:
    """What an ESC/POS printer does with its bytes, without drawing: pieces of paper as texts, and a strict decoder's errors."""

    def __init__(self) -> None:
        self.states: set[str] = set()  # paper_out, cover_open, cutter, paper_low
        self.paper_left: int | None = None  # characters until it is out
        self.pieces: list[str] = []
        self.hanging = ""
        self.errors: list[str] = []
        self._queue: deque[Command] = deque()
        self._decoder = Decoder()

    def power_lost(self) -> None:
        self._queue.clear()
        self._decoder = Decoder()

    def answer(self, data: bytes) -> bytes:
        reply = b""
        for command, _ in self._decoder.feed(data):
            match command:
                case AskStatus(kind):
                    reply += bytes([self._status(kind)])
                case ClearBuffers():
                    self._queue.clear()
                    reply += b"\x37\x25\x00"
                case Error(what):
                    self.errors.append(what)
                case _:
                    self._queue.append(command)
        return reply + self.go_on()

    def go_on(self) -> bytes:
        reply = b""
        while self._queue and not self.states & {"paper_out", "cover_open", "cutter"}:
            match self._queue.popleft():
                case Text(character):
                    self.hanging += character
                    if self.paper_left is not None:
                        self.paper_left -= 1
                        if self.paper_left <= 0:
                            self.paper_left = None
                            self.states.add("paper_out")
                case Cut():
                    self.pieces.append(self.hanging)
                    self.hanging = ""
                case EchoProcessId(mark):
                    reply += b"\x37\x22" + mark + b"\x00"
                case TransmitStatus():
                    reply += b"\x00"
        return reply

    def _status(self, kind: int) -> int:
        stopped = bool(self.states & {"paper_out", "cover_open", "cutter"})
        out, low = "paper_out" in self.states, "paper_low" in self.states
        return 0x12 | (
            0x08 * stopped
            if kind == 1
            else 0x04 * ("cover_open" in self.states) | 0x20 * out | 0x40 * ("cutter" in self.states)
            if kind == 2
            else 0x08 * ("cutter" in self.states)
            if kind == 3
            else 0x0C * (low or out) | 0x60 * out
        )
