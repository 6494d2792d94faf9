"""What whoever builds a catalogue file and whoever reads it must agree on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.domain.text import LocalizedText
from kiosk.ports.storage import ItemLine

SCHEMA_VERSION = 2
PREFIXES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)  # lengths of typed Latin text that the index answers at once
LINE = "code, theme, kind, name_zh, name_en, summary_zh, summary_en"  # the columns of `item_line`


def sounds(reading: str) -> tuple[str, str]:
    """``"jing lao ka"`` -> ``("jinglaoka", "jlk")``"""
    return reading.replace(" ", ""), "".join(syllable[0] for syllable in reading.split())


def item_line(row: Sequence[Any]) -> ItemLine:
    code, theme, kind, name_zh, name_en, summary_zh, summary_en = row[:7]
    return ItemLine(code, LocalizedText(name_zh, name_en), kind, LocalizedText(summary_zh, summary_en), theme)
