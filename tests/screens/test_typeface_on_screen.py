"""What Qt draws a rare character with is what this program counts with."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.typefaces.faces import FACES, NOTO, face_of


@pytest.mark.parametrize("character", "王𤭢䶮㐂\U00030edd丂\U0002e9f5\u9fff")
def test_qt_draws_a_rare_character_with_the_face_that_is_meant(qt: Any, character: str) -> None:
    from PySide6.QtGui import QFont, QTextLayout

    import screens.app

    screens.app.use_typefaces()
    face = face_of(character)
    assert face in FACES
    layout = QTextLayout(character, QFont(NOTO.family, 30))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    (run,) = layout.glyphRuns()
    assert run.rawFont().familyName() == face.family
    assert 0 not in run.glyphIndexes(), "no box"
