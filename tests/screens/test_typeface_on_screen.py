"""Qt looks by itself, through fontconfig, for what the one typeface lacks: it finds what this program counts with."""

from __future__ import annotations

import random
from typing import Any

from kiosk.typefaces.faces import FACES, NOTO, face_of

BLOCKS = ((0x3400, 0x4DB5), (0x4E00, 0x9FFF), (0x20000, 0x2A6D6), (0x2A700, 0x2EBE0), (0x30000, 0x3134A))


def family_of(character: str) -> str:
    """Of the font that Qt draws it with; "" where it draws a box."""
    from PySide6.QtGui import QFont, QTextLayout

    layout = QTextLayout(character, QFont(NOTO.family, 30))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    (run,) = layout.glyphRuns()
    return "" if 0 in run.glyphIndexes() else str(run.rawFont().familyName())


def test_qt_draws_what_a_face_has_and_nothing_else(qt: Any) -> None:
    chance = random.Random(2022)
    characters = [chr(code) for first, last in BLOCKS for code in chance.sample(range(first, last + 1), 200)]
    families = {face.family for face in FACES}
    for character in [*"王𤭢䶮㐂\U00030edd丂", *characters]:
        assert (family_of(character) in families) == (face_of(character) is not None), f"U+{ord(character):04X}"
