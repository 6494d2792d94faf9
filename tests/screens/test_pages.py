"""Every page that playing comes to keeps every rule of `checker`, in every mode.

A part of it here; all of it with SCREENS=1 (`make screens`), which also leaves contact sheets in screens-output/.
"""

from __future__ import annotations

import os
import random
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.values import replace
from kiosk.session.state import Accessibility
from tests.screens import drawn
from tests.screens.checker import faults
from tests.screens.pieces import settled
from tests.screens.platform_sample import platform_sample
from tests.screens.setup_states import SetUpWalk
from tests.screens.states import Kept, Walk, found

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
EASES = {
    "standard": Accessibility(),
    "large": Accessibility(large=True),
    "contrast": Accessibility(contrast=True),
    "low": Accessibility(low=True),
    "large-low": Accessibility(large=True, low=True),
    "large-contrast": Accessibility(large=True, contrast=True),
    "left": Accessibility(left=True),
    "low-left": Accessibility(low=True, left=True),
    "voice": Accessibility(voice=True),
    "large-low-voice": Accessibility(large=True, low=True, voice=True),
}
MODES = list(product(["zh", "en"], EASES))
EVERYTHING = bool(os.environ.get("SCREENS"))
OUTPUT = Path(__file__).parents[2] / "screens-output"
THUMB = 240  # px wide


def show(view: drawn.Drawn, kept: Kept, language: str, ease: Accessibility) -> None:
    state = replace(kept.state, language=language, accessibility=ease)
    view.runner.session.state = state
    assert view.runner.on_change is not None
    view.runner.on_change(state)


def wrong(qt: Any, kept: list[Kept], size: str, modes: list[tuple[str, str]], each: Any = None) -> list[str]:
    """``modes``: one for each of ``kept``. ``each``: called with every picture."""
    told = []
    with drawn.drawn(qt, Walk(random.Random(1)).session, SIZES[size], platform_sample()) as view:
        for one, (language, ease) in zip(kept, modes, strict=True):
            show(view, one, language, EASES[ease])
            told += [f"{one.name} {size} {language} {ease}: {fault}" for fault in faults(view, language, EASES[ease])]
            if each:
                each(one, settled(view))
    return told


@pytest.mark.skipif(EVERYTHING, reason="all modes instead")
@pytest.mark.parametrize("size", SIZES)
def test_pages_keep_every_rule(qt: Any, reader: None, size: str) -> None:
    kept = found(seed=1, steps=1500, most=2)
    assert len({one.name.rpartition("-")[0] for one in kept}) >= 20, "few pages were met"
    modes = [MODES[(at + len(size)) % len(MODES)] for at in range(len(kept))]
    told = wrong(qt, kept, size, modes)
    assert not told, "\n".join(told)


@pytest.mark.skipif(EVERYTHING, reason="all modes instead")
@pytest.mark.parametrize("size", SIZES)
def test_pages_of_the_set_up_keep_every_rule(qt: Any, reader: None, size: str) -> None:
    kept = found(seed=1, steps=2500, most=2, kind=SetUpWalk)
    assert len({one.name.rpartition("-")[0] for one in kept}) >= 14, "few pages were met"
    modes = [MODES[(at + len(size)) % len(MODES)] for at in range(len(kept))]
    told = wrong(qt, kept, size, modes)
    assert not told, "\n".join(told)


@pytest.mark.skipif(not EVERYTHING, reason="make screens")
@pytest.mark.parametrize("mode", MODES, ids="-".join)
@pytest.mark.parametrize("size", SIZES)
def test_all_pages_keep_every_rule_in_all_modes(qt: Any, reader: None, size: str, mode: tuple[str, str]) -> None:
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QColor, QImage, QPainter

    kept = [*found(seed=1, steps=6000, most=4), *found(seed=1, steps=4000, most=4, kind=SetUpWalk)]
    columns = 10 if size == "portrait" else 6
    wide, high = SIZES[size]
    thumb = (THUMB * 10 // columns, THUMB * 10 // columns * high // wide)
    sheet = QImage(columns * (thumb[0] + 8), -(-len(kept) // columns) * (thumb[1] + 8), QImage.Format.Format_RGB32)
    sheet.fill(QColor("#777777"))
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    places = iter(range(len(kept)))

    def put(_one: Kept, picture: QImage) -> None:
        row, column = divmod(next(places), columns)
        at = QRect(column * (thumb[0] + 8) + 4, row * (thumb[1] + 8) + 4, *thumb)
        painter.drawImage(at, picture.scaled(*thumb, mode=Qt.TransformationMode.SmoothTransformation))

    told = wrong(qt, kept, size, [mode] * len(kept), put)
    painter.end()
    OUTPUT.mkdir(exist_ok=True)
    assert sheet.save(str(OUTPUT / f"{size}-{'-'.join(mode)}.png"))
    assert not told, "\n".join(told)
