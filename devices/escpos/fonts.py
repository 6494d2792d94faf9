"""Noto Sans CJK on the grid of a receipt printer: ASCII in cells of 12 by 24 dots, everything else in squares of 24."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CELL = 12  # dots of a column

_KNOWN_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
)
_MONO_SC = "Noto Sans Mono CJK SC"  # its Latin is half as wide as its Chinese: the printer's own grid
_FACES = 10  # in the collection; their order is the distribution's
_GLYPH = 23  # of 24 dots: neighbours keep a hair of white between them, as in the printers' own bitmap fonts


@lru_cache(maxsize=1)
def find_font() -> str:
    """The path of Noto Sans CJK: where distributions put it, else where fontconfig says. FileNotFoundError if nowhere."""
    for known in _KNOWN_FONTS:
        if Path(known).is_file():
            return known
    if shutil.which("fc-match"):
        found = subprocess.run(
            ["fc-match", "-f", "%{file}", "Noto Sans CJK SC"], capture_output=True, text=True, timeout=10, check=False
        ).stdout
        if "CJK" in found and Path(found).is_file():
            return found
    raise FileNotFoundError("Noto Sans CJK is not installed (package fonts-noto-cjk)")


@lru_cache(maxsize=8)
def load_font(path: str, size: int) -> ImageFont.FreeTypeFont:
    """The half-width face of the collection at ``path`` ("" to look for it), else the first face."""
    file = path or find_font()
    for index in range(_FACES):
        try:
            font = ImageFont.truetype(file, size, index=index)
        except OSError:
            break
        if font.getname()[0] == _MONO_SC:
            return font
    return ImageFont.truetype(file, size)


def draw_cells(
    draw: ImageDraw.ImageDraw,
    left: int,
    top: int,
    character: str,
    cells: int,
    across: int,
    down: int,
    bold: bool,
    font_path: str = "",
) -> None:
    """One character in the middle of ``cells`` columns, ``across`` and ``down`` times as large (1 to 8)."""
    size = min(across, down)
    width, height = CELL * cells * across, CELL * 2 * down
    lines = "─" <= character <= "╿"  # box drawing fills its cell, so that lines join
    font = load_font(font_path, (CELL * 2 if lines else _GLYPH) * size)
    # Ideographs stand between 0.88 above the baseline and 0.12 below it, in every face of this family.
    baseline = top + round(height - CELL * 2 * size * 0.13)
    at = left + (width - font.getlength(character)) / 2
    if across == down:
        for shift in range(size + 1 if bold else 1):
            draw.text((at + shift, baseline), character, font=font, fill=0, anchor="ls")
        return
    cell = Image.new("L", (CELL * cells, CELL * 2), 255)
    draw_cells(ImageDraw.Draw(cell), 0, 0, character, cells, 1, 1, bold, font_path)
    stretched = cell.resize((width, height), Image.Resampling.NEAREST)
    draw.bitmap((left, top), stretched.point(lambda level: 255 - level), fill=0)
