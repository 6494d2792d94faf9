"""Our typefaces on the grid of a receipt printer: ASCII in cells of 12 by 24 dots, everything else in squares of 24."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from kiosk.typefaces.faces import NOTO, Face, face_of, file_of

CELL = 12  # dots of a column

_MONO_SC = "Noto Sans Mono CJK SC"  # its Latin is half as wide as its Chinese: the printer's own grid
_FACES = 10  # in the collection; their order is the distribution's
_GLYPH = 23  # of 24 dots: neighbours keep a hair of white between them, as in the printers' own bitmap fonts


def find_font() -> str:
    """The path of Noto Sans CJK. FileNotFoundError if it is not installed."""
    path = file_of(NOTO)
    if path is None:
        raise FileNotFoundError("Noto Sans CJK is not installed (package fonts-noto-cjk)")
    return str(path)


@lru_cache(maxsize=8)
def load_font(size: int, face: Face = NOTO) -> ImageFont.FreeTypeFont:
    """``face`` at ``size`` dots; of Noto Sans CJK the half-width face of the collection."""
    if face is not NOTO:
        return ImageFont.truetype(str(file_of(face)), size, index=face.number)
    file = find_font()
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
) -> None:
    """One character in the middle of ``cells`` columns, ``across`` and ``down`` times as large (1 to 8)."""
    size = min(across, down)
    width, height = CELL * cells * across, CELL * 2 * down
    lines = "─" <= character <= "╿"  # box drawing fills its cell, so that lines join
    font = load_font((CELL * 2 if lines else _GLYPH) * size, face_of(character) or NOTO)
    # Ideographs stand between 0.88 above the baseline and 0.12 below it, in every face of this family.
    baseline = top + round(height - CELL * 2 * size * 0.13)
    at = left + (width - font.getlength(character)) / 2
    if across == down:
        for shift in range(size + 1 if bold else 1):
            draw.text((at + shift, baseline), character, font=font, fill=0, anchor="ls")
        return
    cell = Image.new("L", (CELL * cells, CELL * 2), 255)
    draw_cells(ImageDraw.Draw(cell), 0, 0, character, cells, 1, 1, bold)
    stretched = cell.resize((width, height), Image.Resampling.NEAREST)
    draw.bitmap((left, top), stretched.point(lambda level: 255 - level), fill=0)
