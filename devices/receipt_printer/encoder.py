"""A `PaperDocument` as ESC/POS commands. Pure but for the font files that `legible` and `raster` read.

Chinese is sent as GB18030 after ``FS &``. A line goes as an image when it holds a character that the printer's font lacks:
of a code that it does not know, a printer makes a blank, a ``?``, or two wrong characters (a GB18030 code of four bytes has
ASCII digits in it, which then stand on the paper). A character that our fonts lack, too, is marked with its code point, and the
paper says what that is.
"""

from __future__ import annotations

from collections.abc import Iterator

from devices.receipt_printer.layout import PaperCode, PaperFeed, PaperLine, lay_out
from devices.receipt_printer.profile import PrinterProfile
from kiosk.domain.receipts import Block, Line, PaperDocument, Row, TextSize
from kiosk.domain.values import replace
from kiosk.typefaces.faces import marked

INITIALISE = b"\x1b@"
CHINESE_MODE = b"\x1c&"
TRANSMIT_PAPER_STATUS = b"\x1dr\x01"
# DLE DC4, function 8: forget receive buffer and print buffer, at once.
CLEAR_BUFFERS = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")

_LARGE_AIR = b"\x1bJ\x10"  # dots under a large line: the line feed is no taller than the character


def feed_and_cut(profile: PrinterProfile) -> bytes:
    """Feed to the knife, then cut."""
    from devices.receipt_printer import escpos_library

    return escpos_library.cut_command(profile.dots)


def request_process_id(mark: bytes) -> bytes:
    """GS ( H, function 48: the printer answers ``37 22 mark 00`` when it gets here. ``mark``: 4 bytes of 20..7E."""
    assert len(mark) == 4
    return b"\x1d(H\x06\x00\x30\x30" + mark


def encode(document: PaperDocument, profile: PrinterProfile) -> tuple[bytes, ...]:
    """The commands from initialising to the cut. Each piece ends where a command ends: only there may a status be asked."""
    return tuple(commands(document, profile))


def commands(document: PaperDocument, profile: PrinterProfile) -> Iterator[bytes]:
    """The same as they are needed: a printer begins while its code is still being drawn."""
    yield INITIALISE + CHINESE_MODE  # initialising ends the Chinese mode on some printers, so it comes first
    for item in lay_out(legible(document, profile), profile.columns):
        match item:
            case PaperLine():
                if all(map(profile.has, item.text)):
                    yield _native(item)
                else:
                    from devices.receipt_printer import raster

                    yield from raster.image_commands(raster.line_image(item, profile.columns), profile.dots)
                if item.size is TextSize.LARGE:
                    yield _LARGE_AIR
            case PaperFeed():
                yield b"\x1bd" + bytes([min(item.lines, 255)])
            case PaperCode():
                from devices.receipt_printer import raster

                yield from raster.image_commands(raster.code_image(item.text, profile.dots), profile.dots)
    yield feed_and_cut(profile)


_UNPRINTABLE = (Line("[U+…]：本机印不出的字的编号"), Line("[U+...]: code of a character not in our fonts"))


def legible(document: PaperDocument, profile: PrinterProfile) -> PaperDocument:
    """The document with a mark in place of each character that neither the printer nor a font of ours has, and a line that says so
    below the rows or the paragraph that has one."""
    blocks: list[Block] = []
    owing = False
    for block in document.blocks:
        shown: Block = block
        match block:
            case Row(label, value):
                shown = Row(_marked(label, profile), _marked(value, profile))
            case Line(text):
                shown = replace(block, text=_marked(text, profile))
        if owing and not isinstance(block, Row):
            blocks += _UNPRINTABLE
            owing = False
        blocks.append(shown)
        owing = owing or shown != block
    return PaperDocument((*blocks, *_UNPRINTABLE) if owing else tuple(blocks))


def _marked(text: str, profile: PrinterProfile) -> str:
    """What the printer itself has needs no font of ours."""
    return "".join(character if profile.has(character) else marked(character) for character in text)


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
