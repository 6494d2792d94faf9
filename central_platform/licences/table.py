"""A table on a page of paper: as wide as the page lets it, each row as high as its longest cell needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from central_platform.licences.ornaments import INK, PALE_GOLD, QUIET, WIDTH
from kiosk.typefaces.on_pdf import PdfText

LEFT, RIGHT = 20.0, WIDTH - 20.0  # mm
_LARGEST, _SMALLEST = 11.5, 7.0  # points
_LEADING = 0.46  # mm from line to line, for each point of the type's size
_BESIDE, _ABOVE = 1.5, 1.6  # mm of air around a cell


@dataclass(frozen=True)
class Table:
    """``rows``: a cell for each of ``columns``, "" for none; ``totals``: likewise, () where nothing is added up."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    totals: tuple[str, ...] = field(default=(), repr=False)

    def text(self) -> str:
        """Everything that is written in it."""
        return "".join(self.columns) + "".join(map("".join, (*self.rows, self.totals)))


def draw_table(pdf: Any, text: PdfText, table: Table, top: float, bottom: float) -> float:
    """Draw it as large as fits.

    Args:
        pdf: the document of fpdf2, in mm.
        text: of it.
        table: what it says.
        top: mm from the top of the page.
        bottom: mm that it should not reach below.

    Returns:
        Where it ends, in mm from the top.
    """
    lines = [table.columns, *table.rows, *([_summed(table)] if any(table.totals) else [])]
    size = _LARGEST
    while True:
        widths = _widths(text, lines, size)
        cells = [[_broken(text, cell, width - 2 * _BESIDE) for cell, width in zip(line, widths, strict=True)] for line in lines]
        heights = [max(map(len, line)) * size * _LEADING + 2 * _ABOVE for line in cells]
        if size <= _SMALLEST or top + sum(heights) <= bottom:
            break
        size -= 0.5
    y = top
    for at, (line, height) in enumerate(zip(cells, heights, strict=True)):
        heading = at == 0
        text.font("B" if heading or at > len(table.rows) else "", size)
        pdf.set_text_color(*(QUIET if heading else INK))
        x = LEFT
        for cell, width in zip(line, widths, strict=True):
            for number, piece in enumerate(cell):
                text.draw(x + _BESIDE, y + _ABOVE + (number + 0.8) * size * _LEADING, piece)
            x += width
        y += height
        pdf.set_draw_color(*PALE_GOLD)
        pdf.set_line_width(0.5 if heading else 0.2)
        pdf.line(LEFT, y, RIGHT, y)
    return y


def _summed(table: Table) -> tuple[str, ...]:
    first, *others = table.totals
    return (first or "合计", *others)


def _widths(text: PdfText, lines: Sequence[Sequence[str]], size: float) -> list[float]:
    """Of each column what it wants; where that is too much, no column is wider than the others must be narrow for."""
    text.font("B", size)
    wanted = [max(text.width(cell) for cell in column) + 2 * _BESIDE for column in zip(*lines, strict=True)]
    room = RIGHT - LEFT
    if sum(wanted) <= room:
        return [width * room / sum(wanted) for width in wanted]
    widest = room / len(wanted)
    for _ in wanted:
        narrow = [width for width in wanted if width <= widest]
        if len(narrow) == len(wanted):
            break
        widest = (room - sum(narrow)) / (len(wanted) - len(narrow))
    return [min(width, widest) for width in wanted]


def _broken(text: PdfText, cell: str, width: float) -> list[str]:
    """Chinese may be broken between any two characters, though no line begins with a mark that closes; so is all else."""
    lines = [""]
    for character in cell:
        if lines[-1] and text.width(lines[-1] + character) > width and character not in "，。、；：）":
            lines.append("")
        lines[-1] += character
    return lines
