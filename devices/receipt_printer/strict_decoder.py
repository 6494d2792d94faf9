"""ESC/POS as a strict printer understands it: bytes to commands, with an error for whatever is none. Pure.

Written from the command reference and not from the encoder, so that each checks the other. A command that is not in the
table is an error and never skipped in silence: a real printer would print its bytes, or wait for more of them.
"""

from __future__ import annotations

from kiosk.domain.values import Value


class Text(Value):
    character: str
    wide: bool = False  # a square of 24 dots; else half of one


class LineFeed(Value):
    pass


class Initialise(Value):
    pass


class Setting(Value):
    """``name``: align, bold, chinese, size (16 * (across - 1) + down - 1), spacing, automatic_status."""

    name: str
    value: int


class FeedDots(Value):
    dots: int


class FeedLines(Value):
    lines: int


class Raster(Value):
    width_bytes: int
    height: int
    data: bytes


class Cut(Value):
    pass


class AskStatus(Value):
    """DLE EOT: answered at once, whatever the printer is doing."""

    kind: int


class ClearBuffers(Value):
    pass


class TransmitStatus(Value):
    pass


class EchoProcessId(Value):
    mark: bytes


class Error(Value):
    """``what`` names the command byte, never the text around it."""

    what: str


Command = (
    Text
    | LineFeed
    | Initialise
    | Setting
    | FeedDots
    | FeedLines
    | Raster
    | Cut
    | AskStatus
    | ClearBuffers
    | TransmitStatus
    | EchoProcessId
    | Error
)

_CLEAR = bytes((0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8))
_SETTINGS = {  # command: name, values allowed
    b"\x1ba": ("align", range(3)),
    b"\x1bE": ("bold", range(2)),
    b"\x1b3": ("spacing", range(256)),
    b"\x1d!": ("size", range(256)),
    b"\x1da": ("automatic_status", range(256)),
}


class Decoder:
    """``feed`` gives the commands that are complete; ``finish`` says whether the stream ended within one."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._chinese = False

    def feed(self, data: bytes) -> list[tuple[Command, int]]:
        """Commands, each with the number of bytes that it took."""
        self._buffer += data
        commands: list[tuple[Command, int]] = []
        while self._buffer:
            taken = self._take(bytes(self._buffer[:24]))
            if taken is None:
                break
            command, length = taken
            if isinstance(command, Setting) and command.name == "chinese":
                self._chinese = bool(command.value)
            elif isinstance(command, Initialise):
                self._chinese = False
            commands.append((command, length))
            del self._buffer[:length]
        return commands

    def finish(self) -> Error | None:
        """What is wrong where the stream ends now: an Error within a command, None between two."""
        if not self._buffer:
            return None
        first = self._buffer[0]
        self._buffer.clear()
        return Error(f"the stream ended within a command that began with {first:02X}")

    def _take(self, head: bytes) -> tuple[Command, int] | None:
        """The first command and its length, from the first bytes of the buffer; None while it is incomplete."""
        first = head[0]
        if 0x20 <= first <= 0x7E:
            return Text(chr(first)), 1
        if first == 0x0A:
            return LineFeed(), 1
        if first >= 0x80:
            return self._character(head)
        if first == 0x10:
            return self._real_time(head)
        if first in (0x1B, 0x1C, 0x1D):
            return self._escape(head) if len(head) > 1 else None
        return Error(f"control character {first:02X}"), 1

    def _character(self, head: bytes) -> tuple[Command, int] | None:
        if not self._chinese:
            return Error("a Chinese code outside of the Chinese mode (FS &)"), 1
        if len(head) < 2:
            return None
        length = 4 if 0x30 <= head[1] <= 0x39 else 2
        if len(head) < length:
            return None
        try:
            return Text(head[:length].decode("gb18030"), wide=True), length
        except UnicodeDecodeError:
            return Error("a code that GB18030 does not know"), length

    @staticmethod
    def _real_time(head: bytes) -> tuple[Command, int] | None:
        if len(head) < 2:
            return None
        if head[1] == 0x04:
            if len(head) < 3:
                return None
            return (AskStatus(head[2]) if 1 <= head[2] <= 4 else Error(f"DLE EOT {head[2]:02X}")), 3
        if head[1] == 0x14:
            if len(head) < len(_CLEAR):
                return None if _CLEAR.startswith(head) else (Error("DLE DC4 with other parameters"), 2)
            return (ClearBuffers(), len(_CLEAR)) if head.startswith(_CLEAR) else (Error("DLE DC4 with other parameters"), 2)
        return Error(f"unknown command 10 {head[1]:02X}"), 2

    def _escape(self, head: bytes) -> tuple[Command, int] | None:
        code = head[:2]
        if code in _SETTINGS:
            if len(head) < 3:
                return None
            name, allowed = _SETTINGS[code]
            if head[2] not in allowed:
                return Error(f"{name} cannot be {head[2]:02X}"), 3
            return Setting(name, head[2]), 3
        match code:
            case b"\x1b@":
                return Initialise(), 2
            case b"\x1b2":
                return Setting("spacing", 30), 2
            case b"\x1c&" | b"\x1c.":
                return Setting("chinese", int(code == b"\x1c&")), 2
            case b"\x1bd" | b"\x1bJ":
                if len(head) < 3:
                    return None
                return (FeedLines(head[2]) if code == b"\x1bd" else FeedDots(head[2])), 3
            case b"\x1dV":
                return self._cut(head)
            case b"\x1dv":
                return self._raster(head)
            case b"\x1dr":
                if len(head) < 3:
                    return None
                return (TransmitStatus() if head[2] in (1, 49) else Error(f"GS r {head[2]:02X}")), 3
            case b"\x1d(":
                if len(head) < 11:
                    return None
                if head[2:7] != b"H\x06\x00\x30\x30" or not all(0x20 <= byte <= 0x7E for byte in head[7:11]):
                    return Error(f"GS ( {head[2]:02X} with these parameters"), 11
                return EchoProcessId(head[7:11]), 11
        return Error(f"unknown command {head[0]:02X} {head[1]:02X}"), 2

    @staticmethod
    def _cut(head: bytes) -> tuple[Command, int] | None:
        if len(head) < 3:
            return None
        if head[2] in (0, 1, 48, 49):
            return Cut(), 3
        if head[2] in (65, 66):
            return (Cut(), 4) if len(head) > 3 else None
        return Error(f"GS V {head[2]:02X}"), 3

    def _raster(self, head: bytes) -> tuple[Command, int] | None:
        if len(head) < 8:
            return None
        width, height = int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
        if head[2] not in b"0" or head[3] not in (0, 48) or not width or not height:
            return Error("GS v with these parameters"), 8
        length = 8 + width * height
        if len(self._buffer) < length:
            return None
        return Raster(width, height, bytes(self._buffer[8:length])), length
