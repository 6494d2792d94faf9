"""A `PaperDocument` as ESC/POS commands. Pure but for the font file that `raster` reads.

Chinese is sent as GB18030 after ``FS &``. A line goes as an image when it holds a character that the printer's font lacks:
of a code that it does not know, a printer makes a blank, a ``?``, or two wrong characters (a GB18030 code of four bytes has
ASCII digits in it, which then stand on the paper).
"""

from __future__ import annotations

from collections.abc import Iterator

from devices.escpos.layout import PaperCode, PaperFeed, PaperLine, lay_out
from devices.escpos.profile import PrinterProfile
from kiosk.domain.receipts import PaperDocument, TextSize

INITIALISE = b"\x1b@"
CHINESE_MODE = b"\x1c&"
FEED_AND_CUT = b"\x1dVB\x00"  # feed to the knife, then cut
TRANSMIT_PAPER_STATUS = b"\x1dr\x01"
# DLE DC4, function 8: forget receive buffer and print buffer, at once.
CLEAR_BUFFERS = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")

_LARGE_AIR = b"\x1bJ\x10"  # dots under a large line: the line feed is no taller than the character


def request_process_id(mark: bytes) -> bytes:
    """GS ( H, function 48: the printer answers ``37 22 mark 00`` when it gets here. ``mark``: 4 bytes of 20..7E."""
    assert len(mark) == 4
    return b"\x1d(H\x06\x00\x30\x30" + mark


def encode(document: PaperDocument, profile: PrinterProfile, font_path: str = "") -> tuple[bytes, ...]:
    """The commands from initialising to the cut. Each piece ends where a command ends: only there may a status be asked."""
    return tuple(commands(document, profile, font_path))


def commands(document: PaperDocument, profile: PrinterProfile, font_path: str = "") -> Iterator[bytes]:
    """The same as they are needed: a printer begins while its code is still being drawn."""
    yield INITIALISE + CHINESE_MODE  # initialising ends the Chinese mode on some printers, so it comes first
    for item in lay_out(document, profile.columns):
        match item:
            case PaperLine():
                if all(map(profile.has, item.text)):
                    yield _native(item)
                else:
                    from devices.escpos import raster

                    yield from raster.image_commands(raster.line_image(item, profile.columns, font_path))
                if item.size is TextSize.LARGE:
                    yield _LARGE_AIR
            case PaperFeed():
                yield b"\x1bd" + bytes([min(item.lines, 255)])
            case PaperCode():
                from devices.escpos import raster

                yield from raster.image_commands(raster.code_image(item.text, profile.dots))
    yield FEED_AND_CUT


def _native(line: PaperLine) -> bytes:
    """Alignment only works at the beginning of a line, so it is set before the text and taken back after the feed."""
    before = after = b""
    if line.centred:
        before, after = before + b"\x1ba\x01", b"\x1ba\x00" + after
    if line.bold:
        before, after = before + b"\x1bE\x01", b"\x1bE\x00" + after
    if line.size is TextSize.LARGE:
        before, after = before + b"\x1d!\x11", b"\x1d!\x00" + after
    return before + line.text.encode("gb18030") + b"\n" + after
