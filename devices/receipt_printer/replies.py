"""What a receipt printer sends back, told apart by the bits that are fixed.

| answer | first byte |
| --- | --- |
| DLE EOT n | bits 1 and 4 set, 0 and 7 clear |
| unsolicited status (ASB), 4 bytes | bit 4 set, 0, 1 and 7 clear; in the three that follow bits 4 and 7 are clear |
| GS ( H, DLE DC4 | 37, then 22 and a mark, or 25; a NUL at the end |
| GS r | bits 4 and 7 clear |
"""

from __future__ import annotations

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.values import Value
from kiosk.ports.devices import DeviceStatus


class RealTimeStatus(Value):
    byte: int


class AutomaticStatus(Value):
    frame: bytes


class ProcessId(Value):
    mark: bytes


class BuffersCleared(Value):
    pass


class TransmittedStatus(Value):
    byte: int


class Garbage(Value):
    byte: int


PrinterReply = RealTimeStatus | AutomaticStatus | ProcessId | BuffersCleared | TransmittedStatus | Garbage


class ReplyParser:
    """Replies out of a byte stream. Never raises; holds at most 7 bytes."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[PrinterReply]:
        """The replies that are whole now; bytes that begin none are replies of no kind."""
        self._buffer += data
        replies: list[PrinterReply] = []
        while self._buffer:
            taken = self._take()
            if taken is None:
                break
            reply, length = taken
            replies.append(reply)
            del self._buffer[:length]
        return replies

    def _take(self) -> tuple[PrinterReply, int] | None:
        """The first reply and its length; None while it is incomplete."""
        first, rest = self._buffer[0], bytes(self._buffer[1:])
        if first & 0x93 == 0x12:
            return RealTimeStatus(first), 1
        if first & 0x93 == 0x10:
            if any(byte & 0x90 for byte in rest[:3]):
                return Garbage(first), 1
            return (AutomaticStatus(bytes(self._buffer[:4])), 4) if len(rest) >= 3 else None
        if first == 0x37:
            if not rest:
                return None
            if rest[0] == 0x22:
                body = rest[1:6]
                if any(not 0x20 <= byte <= 0x7E for byte in body[:4]) or body[4:] not in (b"", b"\0"):
                    return Garbage(first), 1
                return (ProcessId(body[:4]), 7) if len(body) == 5 else None
            if rest[0] == 0x25:
                if len(rest) < 2:
                    return None
                return (BuffersCleared(), 3) if rest[1] == 0 else (Garbage(first), 1)
            return Garbage(first), 1
        if first & 0x90 == 0:
            return TransmittedStatus(first), 1
        return Garbage(first), 1


def real_time_request(kind: int) -> bytes:
    """DLE EOT: 1 printer, 2 cause of being offline, 3 cause of an error, 4 paper."""
    return bytes((0x10, 0x04, kind))


ASK_ALL = b"".join(map(real_time_request, (1, 2, 3, 4)))


def judge(printer: int, offline: int, error: int, paper: int) -> DeviceStatus:
    """The four bytes of DLE EOT 1 to 4 as one status. What a person at the printer can mend comes before what nobody can."""
    detail = f"DLE EOT {printer:02X} {offline:02X} {error:02X} {paper:02X}"

    def bad(reason: Reason) -> DeviceStatus:
        return DeviceStatus(StatusKind.UNAVAILABLE, reason, detail)

    if offline & 0x04:
        return bad(Reason.COVER_OPEN)
    if paper & 0x60 or offline & 0x20:
        return bad(Reason.PAPER_OUT)
    if error & 0x08:
        return bad(Reason.CUTTER)
    if error & 0x64 or offline & 0x40:  # recoverable, unrecoverable, or recovering by itself (a hot head)
        return bad(Reason.MECHANICAL)
    if printer & 0x08:
        return bad(Reason.OFFLINE)
    if paper & 0x0C:
        return DeviceStatus(StatusKind.ATTENTION, Reason.PAPER_LOW, detail)
    return DeviceStatus(StatusKind.READY, detail=detail)
