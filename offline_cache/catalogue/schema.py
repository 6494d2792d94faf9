"""What whoever builds a catalogue file and whoever reads it must agree on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.domain.text import LocalizedText
from kiosk.ports.storage import ItemLine

SCHEMA_VERSION = 3
LINE_COLUMNS = 11
PREFIXES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)  # lengths of typed Latin text that the index answers at once
# The columns of `item_line`.
LINE = "code, theme, kind, name_zh, name_en, summary_zh, summary_en, authority_zh, authority_en, served, card"


def sounds(reading: str) -> tuple[str, str]:
    """``"jing lao ka"`` -> ``("jinglaoka", "jlk")``"""
    return reading.replace(" ", ""), "".join(syllable[0] for syllable in reading.split())


def item_line(row: Sequence[Any]) -> ItemLine:
    """A row of the columns `LINE`, whatever follows them."""
    code, theme, kind, name_zh, name_en, summary_zh, summary_en, authority_zh, authority_en, served, card = row[:LINE_COLUMNS]
    name, summary = LocalizedText(name_zh, name_en), LocalizedText(summary_zh, summary_en)
    return ItemLine(code, name, kind, summary, theme, LocalizedText(authority_zh, authority_en), tuple(served.split()), bool(card))
