"""What goes to the printer as an image: lines with characters that its font lacks, and QR codes.

Imports Pillow, so it is imported when a document needs it, or ahead of that by `warm`.
"""

from __future__ import annotations

from PIL import Image, ImageDraw

from devices.receipt_printer.fonts import CELL, draw_cells
from devices.receipt_printer.layout import PaperLine, character_columns, columns

LINE_FEED = 30  # dots from line to line, as after ESC @ (1/6 inch less a hair at 203 dpi)
_FRAGMENT = 240  # rows in one image command; cheap printers hold no more
_LARGEST_MODULE = 8


def warm() -> None:
    """Have fonts and their library ready, for which the first image would wait. `escpos_library` is not among it: it takes 40 ms of
    CPU, and most sessions print nothing. Who does has the first byte at the printer before it is loaded."""
    line_image(PaperLine("䶮"), 24)


def image_commands(image: Image.Image, dots: int) -> list[bytes]:
    """The commands for an image on paper ``dots`` wide, a fragment of its height each."""
    from devices.receipt_printer import escpos_library

    return escpos_library.image_commands(image, dots, _FRAGMENT)


def line_image(line: PaperLine, width: int) -> Image.Image:
    """One laid-out line as it would look in the printer's font: on the same grid, with the same feed under it."""
    scale = line.size.value
    cell = CELL * scale
    image = Image.new("L", (width * CELL, max(cell * 2, LINE_FEED)), 255)
    draw = ImageDraw.Draw(image)
    left = (width * CELL - columns(line.text) * cell) // 2 if line.centred else 0
    for character in line.text:
        wide = character_columns(character)
        if wide == 0:  # a combining mark goes over the character before it
            draw_cells(draw, left - cell * 2, 0, character, 2, scale, scale, line.bold)
        else:
            draw_cells(draw, left, 0, character, wide, scale, scale, line.bold)
        left += cell * wide
    return image.point(lambda level: 255 if level > 150 else 0)


def code_image(text: str, dots: int) -> Image.Image:
    """A QR code, error correction M, with its quiet zone of 4 modules, in the middle of ``dots`` of paper.

    Modules are whole dots, as large as fits three fifths of the paper; a long code takes all of it. Raises ValueError for a
    text that no QR code holds (2331 bytes).
    """
    import segno  # takes 20 ms, and most receipts are printed by sessions that began long before

    encoding = None if text.isascii() else "utf-8"
    code = segno.make(text, error="m", micro=False, boost_error=False, encoding=encoding)
    matrix = [bytes(row) for row in code.matrix_iter(scale=1, border=4)]
    modules = len(matrix)
    scale = min(max(dots * 3 // 5 // modules, min(4, dots // modules)), _LARGEST_MODULE)
    if scale < 1:
        raise ValueError("the code is wider than the paper")
    small = Image.frombytes("L", (modules, modules), b"".join(bytes(0 if m else 255 for m in row) for row in matrix))
    image = Image.new("L", (dots, modules * scale), 255)
    image.paste(small.resize((modules * scale, modules * scale), Image.Resampling.NEAREST), ((dots - modules * scale) // 2, 0))
    return image
