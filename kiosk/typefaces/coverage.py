"""The characters that a font file has glyphs for: its ``cmap`` table, and nothing else of it (OpenType 1.9, otff and cmap)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from pathlib import Path
from typing import BinaryIO

_UNICODE_FULL = ((3, 10), (0, 4), (0, 6))  # platform and encoding of the subtables with characters beyond the basic plane
_GROUP = struct.Struct(">III")  # of format 12: first character, last character, glyph of the first


class NoFont(Exception):
    """The file is no font, or has no table of characters that is understood."""


class Coverage:
    def __init__(self, firsts: list[int], lasts: list[int]) -> None:
        """Ranges of code points in ascending order; both ends belong to them."""
        self._firsts = firsts
        self._lasts = lasts

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for this one character."""
        code = ord(character)
        at = bisect_right(self._firsts, code) - 1
        return at >= 0 and code <= self._lasts[at]


def read_coverage(path: Path, number: int = 0) -> Coverage:
    """``number``: of the font within a collection. `NoFont`, OSError."""
    with path.open("rb") as file:
        try:
            return _read(file, number)
        except struct.error:
            raise NoFont(f"{path.name} ends within a table") from None


def _read(file: BinaryIO, number: int) -> Coverage:
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12 + 4 * number)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start + 4)
    (tables,) = struct.unpack(">H", file.read(2))
    file.seek(start + 12)
    records = [struct.unpack(">4sIII", file.read(16)) for _ in range(tables)]
    cmap = next((offset for tag, _, offset, _ in records if tag == b"cmap"), None)
    if cmap is None:
        raise NoFont("no cmap")
    file.seek(cmap + 2)
    (subtables,) = struct.unpack(">H", file.read(2))
    encodings = [struct.unpack(">HHI", file.read(8)) for _ in range(subtables)]
    for wanted in _UNICODE_FULL:
        for platform, encoding, offset in encodings:
            if (platform, encoding) == wanted:
                return _format_12(file, cmap + offset)
    raise NoFont("no characters beyond the basic plane")


def _format_12(file: BinaryIO, at: int) -> Coverage:
    file.seek(at)
    form, _, _, _, count = struct.unpack(">HHIII", file.read(16))
    if form != 12:
        raise NoFont(f"cmap of format {form}")
    data = file.read(_GROUP.size * count)
    if len(data) != _GROUP.size * count:
        raise struct.error
    firsts: list[int] = []
    lasts: list[int] = []
    for first, last, glyph in _GROUP.iter_unpack(data):
        if glyph == 0:  # .notdef: the box that stands for no glyph
            first += 1
        if firsts and first == lasts[-1] + 1:
            lasts[-1] = last
        elif first <= last:
            firsts.append(first)
            lasts.append(last)
    return Coverage(firsts, lasts)
