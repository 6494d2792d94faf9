"""An A4 printer in the clock's time: its paper, its own jobs, and its IPP behind a socket that takes faults."""

from __future__ import annotations

import random
from socket import SocketIO
from typing import Any

from devices.page_printer.ipp import GET_JOBS, GET_PRINTER_ATTRIBUTES, JOB_ATTRIBUTES, STATE_ATTRIBUTES, parse_answer
from tests.devices.virtual import LINE
from tests.devices.virtual_child import Schedule

MACHINE_FAULTS = ("unplug", "unplug_at", "power_cycle", "silence", "garbage", "portal", "slow", "partial")
TROUBLES = ("media-empty-error", "cover-open-error", "media-jam-error")

_PAGE = 2.0  # seconds for a job
_DOWN = 3.0  # of a power cycle
_WAITING, _PROCESSING, _STOPPED, _CANCELLED, _ABORTED, _COMPLETED = 3, 5, 6, 7, 8, 9


class PageMachine:
    def __init__(self, clock: Schedule) -> None:
        self.clock = clock
        self.faults: dict[str, int] = {}
        self.reasons: set[str] = set()
        self.aborts = False  # the next job jams, and is given up
        self.jobs: dict[int, tuple[str, int]] = {}
        self.taken: list[str] = []  # titles whose bytes it had
        self.begun: list[str] = []  # titles of which there is something on paper
        self.whole: list[str] = []
        self.started: set[int] = set()  # jobs that have begun
        self._number = 0
        self._others: dict[int, float] = {}
        self._cycles = 0
        self._chance = random.Random(3)

    @property
    def attached(self) -> bool:
        return not self.faults.keys() & {"unplug", "power_cycle"}

    @property
    def reachable(self) -> bool:
        """By a backend, which is more patient than we are."""
        return self.attached and not self.faults.keys() & {"silence", "garbage", "portal", "partial"}

    def fault(self, kind: str, number: int) -> None:
        assert kind in MACHINE_FAULTS
        self.faults[kind] = number
        if kind in ("unplug", "power_cycle"):
            self.jobs.clear()
        if kind == "power_cycle":
            self._cycles += 1
            cycle = self._cycles
            self.clock.after(_DOWN, lambda: self._up_again(cycle))

    def _up_again(self, cycle: int) -> None:
        if cycle == self._cycles:
            self.faults.pop("power_cycle", None)

    def mend(self) -> None:
        self.faults.clear()
        self.reasons.clear()
        self.aborts = False
        self._go_on()

    def take(self, title: str, document: bytes) -> int:
        assert document.endswith(b"%%EOF"), "half a document"
        self._number += 1
        self.taken.append(title)
        self.jobs[self._number] = (title, _WAITING)
        self._go_on()
        return self._number

    def take_from_another(self, seconds: float) -> None:
        """Another program's job, with a page that takes this long."""
        self._others[self._number + 1] = seconds
        self.take("another's", b"%%EOF")

    def another_goes(self) -> None:
        for number in self._others:
            self.cancel(number)

    def at_work(self, number: int) -> bool:
        return number in self.jobs and self.jobs[number][1] in (_WAITING, _PROCESSING, _STOPPED)

    def cancel(self, number: int) -> None:
        if self.at_work(number):
            self.jobs[number] = (self.jobs[number][0], _CANCELLED)
            self._go_on()

    def _go_on(self) -> None:
        current = next((number for number in self.jobs if self.at_work(number)), None)
        if current is None or self.jobs[current][1] == _PROCESSING:
            return
        title = self.jobs[current][0]
        if self.reasons & set(TROUBLES):
            self.jobs[current] = (title, _STOPPED)
            return
        self.jobs[current] = (title, _PROCESSING)
        self.started.add(current)
        if current not in self._others:
            self.begun.append(title)
        self.clock.after(self._others.get(current, _PAGE), lambda: self._finish(current))

    def _finish(self, number: int) -> None:
        title, state = self.jobs.get(number, ("", _CANCELLED))
        if state != _PROCESSING:
            return
        if self.reasons & set(TROUBLES):  # it is in the middle of the sheet, and begins that sheet again
            self.jobs[number] = (title, _STOPPED)
            return
        aborts = self.aborts and number not in self._others
        self.jobs[number] = (title, _ABORTED if aborts else _COMPLETED)
        if number not in self._others:
            self.aborts = False
            if not aborts:
                self.whole.append(title)
        self._go_on()

    def answer(self, request: bytes) -> bytes:
        operation = int.from_bytes(request[2:4], "big")
        ((_, asked),) = parse_answer(request).groups  # a request has the form of an answer
        wanted = asked["requested-attributes"]
        if operation == GET_PRINTER_ATTRIBUTES:
            assert wanted == STATE_ATTRIBUTES
            waits = any(state == _STOPPED for _, state in self.jobs.values())
            busy = waits or any(state == _PROCESSING for _, state in self.jobs.values())
            now = _attribute(0x23, "printer-state", 4 if busy else 3)
            reasons = sorted(self.reasons) or ["none"]
            named = [_attribute(0x44, "" if at else "printer-state-reasons", reason) for at, reason in enumerate(reasons)]
            return _message(b"\x04" + now + b"".join(named))
        assert operation == GET_JOBS
        assert wanted == JOB_ATTRIBUTES
        ended = asked["which-jobs"] == ("completed",)
        groups = b""
        for number, (title, state) in self.jobs.items():
            if ended == (state in (_CANCELLED, _ABORTED, _COMPLETED)):
                groups += b"\x02" + _attribute(0x21, "job-id", number) + _attribute(0x42, "job-name", title)
                groups += _attribute(0x23, "job-state", state)
                groups += _attribute(0x21, "time-at-processing", 1) if number in self.started else _no_value("time-at-processing")
        return _message(groups)

    def connect(self, address: tuple[str, int], timeout: float, source: object = None) -> PrinterSocket:
        """What stands for ``socket.create_connection``."""
        self.clock.sleep(0.002)
        if "unplug_at" in self.faults:
            self.faults["unplug_at"] -= 1
            if self.faults["unplug_at"] <= 0:
                del self.faults["unplug_at"]
                self.fault("unplug", 0)
        if not self.attached:
            raise ConnectionRefusedError
        if "silence" in self.faults:
            self.clock.sleep(timeout)
            raise TimeoutError
        return PrinterSocket(self, timeout)

    def reply(self, request: bytes) -> bytes:
        body = self.answer(request)
        if "garbage" in self.faults:
            return self._chance.randbytes(80)
        if "portal" in self.faults:
            body = b"<html>Please log in</html>"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: %d\r\n\r\n" % len(body)
        return (head + body)[: len(head + body) // 2] if "partial" in self.faults else head + body


class PrinterSocket:
    """As much of a socket as ``http.client`` uses. Times out as one does: each wait by itself."""

    def __init__(self, machine: PageMachine, timeout: float) -> None:
        self._machine = machine
        self._timeout = timeout
        self._request = b""
        self._reply = b""
        self._io_refs = 0

    def sendall(self, data: bytes) -> None:
        self._request += data
        head, end, body = self._request.partition(b"\r\n\r\n")
        if end and b"Content-Length: %d\r\n" % len(body) in head + b"\r\n":
            self._reply = self._machine.reply(body)

    def recv_into(self, buffer: Any) -> int:
        clock = self._machine.clock
        clock.sleep(0.001)
        if not self._machine.attached:
            raise ConnectionResetError
        if "silence" in self._machine.faults:
            clock.sleep(self._timeout)
            raise TimeoutError
        count = min(len(buffer), len(self._reply))
        if "slow" in self._machine.faults:
            count = min(count, 1)
            if self._timeout < 1.0:
                clock.sleep(self._timeout)
                raise TimeoutError
        clock.sleep(count / (1.0 if "slow" in self._machine.faults else LINE))
        buffer[:count], self._reply = self._reply[:count], self._reply[count:]
        return count

    def settimeout(self, seconds: float) -> None:
        self._timeout = seconds

    def setsockopt(self, *option: object) -> None:
        pass

    def makefile(self, mode: str) -> Any:
        import io

        return io.BufferedReader(SocketIO(self, mode[0]))  # type: ignore[arg-type]

    def _decref_socketios(self) -> None:
        pass

    def close(self) -> None:
        pass


def _attribute(tag: int, name: str, value: int | str) -> bytes:
    raw = value.to_bytes(4, "big") if isinstance(value, int) else value.encode()
    return bytes([tag]) + len(name).to_bytes(2, "big") + name.encode() + len(raw).to_bytes(2, "big") + raw


def _no_value(name: str) -> bytes:
    return bytes([0x13]) + len(name).to_bytes(2, "big") + name.encode() + bytes(2)


def _message(groups: bytes) -> bytes:
    charset = _attribute(0x47, "attributes-charset", "utf-8") + _attribute(0x48, "attributes-natural-language", "en")
    return bytes((2, 0, 0, 0, 0, 0, 0, 1)) + b"\x01" + charset + groups + b"\x03"
