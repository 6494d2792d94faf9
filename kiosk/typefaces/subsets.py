"""Of a font file, what some text needs: a font of its own.

A page's maker (fpdf2, fontTools) reads and cuts what it is given in Python; with all 65,000 glyphs of Noto Sans CJK that takes more
than a second. HarfBuzz cuts them first, within some hundredths.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_NOT_NEEDED = ("BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx")  # tables of shaping and of lines that run downwards


@cache
def common() -> frozenset[str]:
    """What nearly every text is written with: GB 2312-80, and Latin-1 without its controls."""
    double = (bytes((first, second)) for first in range(0xA1, 0xF8) for second in range(0xA1, 0xFF))
    chinese = "".join(pair.decode("gb2312", "ignore") for pair in double)
    return frozenset(chinese) | {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}


@cache
def common_font(path: Path, number: int) -> bytes:
    """Of this font, what `common` needs, read once in a process.

    Args:
        path: of the file.
        number: of the font within a collection.

    Returns:
        An OpenType font, 2 MB of Noto Sans CJK's 20.
    """
    return font_of(path, number, common())


def font_of(path: Path, number: int, characters: frozenset[str]) -> bytes:
    """Of this font, the glyphs for these characters; as `common_font`."""
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.set({ord(character) for character in characters})
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode("ascii"), "big") for tag in _NOT_NEEDED)
    whole = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), number)
    return bytes(uharfbuzz.subset(whole, wanted).blob.data)
