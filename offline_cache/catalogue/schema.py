"""What whoever builds a catalogue file and whoever reads it must agree on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.storage import ItemLine

SCHEMA_VERSION = 4
LINE_COLUMNS = 12
PREFIXES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)  # lengths of typed Latin text that the index answers at once
# The columns of `item_line`.
LINE = "code, theme, kind, name_zh, name_en, summary_zh, summary_en, authority_zh, authority_en, served, card, public"
FOUND = f"{LINE}, id, uses, everyday, readings, sounds"  # the columns of `FoundLine.of`
DIMENSIONS = 384  # of a vector, a signed byte each (`central_platform.catalogue.meaning`)


def sounds(reading: str) -> tuple[str, str]:
    """``"jing lao ka"`` -> ``("jinglaoka", "jlk")``"""
    return reading.replace(" ", ""), "".join(syllable[0] for syllable in reading.split())


def item_line(row: Sequence[Any]) -> ItemLine:
    """A row of the columns `LINE`, whatever follows them."""
    code, theme, kind, name_zh, name_en, summary_zh, summary_en, authority_zh, authority_en, served, card, public = row[
        :LINE_COLUMNS
    ]
    name, summary = LocalizedText(name_zh, name_en), LocalizedText(summary_zh, summary_en)
    authority = LocalizedText(authority_zh, authority_en)
    return ItemLine(code, name, kind, summary, theme, authority, tuple(served.split()), bool(card), public)


class FoundLine(Value):
    """What a search looks at of an item. ``number``: its place by use, the most used first, from 1 on. ``readings``: pinyin in
    syllables, of the name and of each everyday word; ``sounds``: the same without spaces, and the initials, of each in turn."""

    line: ItemLine
    number: int
    uses: int
    everyday: tuple[str, ...]
    readings: tuple[str, ...]
    sounds: tuple[str, ...]

    @classmethod
    def of(cls, row: Sequence[Any]) -> FoundLine:
        """From a row of the columns `FOUND`."""
        number, uses, everyday, readings, sounding = row[LINE_COLUMNS : LINE_COLUMNS + 5]
        return cls(item_line(row), number, uses, _lines(everyday), _lines(readings), _lines(sounding))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def joined(lines: Iterable[str]) -> str:
    """How the file keeps several texts of one item."""
    return "\n".join(lines)
