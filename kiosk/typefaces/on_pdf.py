"""Text on a page that fpdf2 makes: each character in the first face that has it, and a mark where none has."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from kiosk.typefaces.faces import NOTO, Face, file_of, marked, runs
from kiosk.typefaces.subsets import common, common_font, font_of

_MEMORY = "/dev/shm"  # noqa: S108 - no disk: rare characters are of somebody's name


class PdfText:
    """Where ``pdf.text`` would leave out what its one font lacks, without a word. Positions in the document's unit.

    The document gets of each font what is asked for: once what most text is written with, and for each rare piece of text its own
    few characters.
    """

    def __init__(self, pdf: Any) -> None:
        """Raises FileNotFoundError where Noto Sans CJK is not installed."""
        self._pdf = pdf
        self._known: set[tuple[str, str]] = set()
        self._style, self._size = "", 12.0
        self.font("", 12.0)

    def font(self, style: str, size: float) -> None:
        """``style``: "" or "B"; ``size`` in points."""
        self._style, self._size = style, size
        self._use(NOTO, "")

    def width(self, text: str) -> float:
        """How far `draw` would come with this text in the present font, in the document's unit."""
        total = 0.0
        for face, rare, piece in _pieces(text):
            self._use(face, rare)
            total += self._pdf.get_string_width(piece)
        self._use(NOTO, "")
        return total

    def draw(self, x: float, y: float, text: str) -> None:
        """``y``: of the base line."""
        for face, rare, piece in _pieces(text):
            self._use(face, rare)
            self._pdf.text(x, y, piece)
            x += self._pdf.get_string_width(piece)
        self._use(NOTO, "")

    def _use(self, face: Face, rare: str) -> None:
        """``rare``: the characters that it must have; "" for `common`."""
        style = self._style if face is NOTO else ""  # the rare ones come in one weight
        family = "-".join((face.family.replace(" ", ""), *(f"{ord(character):X}" for character in rare)))
        if (family, style) not in self._known:
            path = _file(face, style)
            cut = font_of(path, face.number, frozenset(rare)) if rare else common_font(path, face.number)
            with NamedTemporaryFile(suffix=".otf", dir=_MEMORY) as file:
                file.write(cut)
                file.flush()
                self._pdf.add_font(family, style, file.name)  # which keeps it open
            self._known.add((family, style))
        self._pdf.set_font(family, style, self._size)


def _pieces(text: str) -> Iterator[tuple[Face, str, str]]:
    """``text`` as it is drawn, in pieces of one face (`runs`) that are common or are not: face, what of it is rare, piece."""
    for face, run in runs(marked(text)):
        for usual, piece in groupby(run, key=lambda character: face is NOTO and character in common()):
            drawn = "".join(piece)
            yield face, "" if usual else "".join(sorted(set(drawn))), drawn


def _file(face: Face, style: str) -> Path:
    path = file_of(face)
    if path is None:
        raise FileNotFoundError(f"{face.family} is not installed")
    return path.with_name(path.name.replace("Regular", "Bold")) if style == "B" else path


def draw_code(pdf: Any, text: str, x: float, y: float, size: float) -> None:
    """A QR code (ISO/IEC 18004), on white.

    Args:
        pdf: the document, of fpdf2.
        text: what it says.
        x: of its left edge, mm.
        y: of its upper edge, mm.
        size: mm.
    """
    import segno

    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    module = size / len(matrix)
    pdf.set_fill_color(0xFF, 0xFF, 0xFF)
    pdf.rect(x - 2, y - 2, size + 4, size + 4, style="F")
    pdf.set_fill_color(0, 0, 0)
    for row, line in enumerate(matrix):
        start = None
        for column, dark in enumerate([*line, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                pdf.rect(x + start * module, y + row * module, (column - start) * module, module, style="F")
                start = None
