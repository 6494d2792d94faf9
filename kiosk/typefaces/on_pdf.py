"""Text on a page that fpdf2 makes: each character in the first face that has it, and a mark where none has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kiosk.typefaces.faces import NOTO, Face, file_of, marked, runs


class PdfText:
    """Where ``pdf.text`` would leave out what its one font lacks, without a word. Positions in the document's unit.

    A fallback is read when the first character asks for it: it takes a second.
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
        self._use(NOTO)

    def width(self, text: str) -> float:
        """How far `draw` would come with this text in the present font, in the document's unit."""
        total = 0.0
        for face, piece in runs(marked(text)):
            self._use(face)
            total += self._pdf.get_string_width(piece)
        self._use(NOTO)
        return total

    def draw(self, x: float, y: float, text: str) -> None:
        """``y``: of the base line."""
        for face, piece in runs(marked(text)):
            self._use(face)
            self._pdf.text(x, y, piece)
            x += self._pdf.get_string_width(piece)
        self._use(NOTO)

    def _use(self, face: Face) -> None:
        style = self._style if face is NOTO else ""  # the rare ones come in one weight
        family = face.family.replace(" ", "")
        if (family, style) not in self._known:
            self._pdf.add_font(family, style, _file(face, style), collection_font_number=face.number)
            self._known.add((family, style))
        self._pdf.set_font(family, style, self._size)


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
