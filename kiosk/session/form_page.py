"""A form as pages of A4: what is written in by hand, and the sample beside it.

Runs as a program of its own (``python -m`` of this module): the fonts need memory that the terminal should not keep. The sheets as
JSON on stdin, the PDF on stdout.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from kiosk.domain.blank_forms import Sheet, SheetField
from kiosk.domain.values import converted
from kiosk.process import hide
from kiosk.typefaces.on_pdf import PdfText, draw_code

A4 = (210.0, 297.0)  # mm
MARGIN = 18.0
FOOT = 282.0  # nothing is drawn below it
CODE_SIZE = 62.0  # mm: `kiosk.messages.filled_forms.LONGEST`
TIMEOUT = 30.0  # seconds; usually less than one
_LABEL, _SMALL, _WRITTEN = 15.0, 12.0, 16.0  # points
_INK, _PALE, _BLUE = (0x1B, 0x27, 0x33), (0x4A, 0x5A, 0x6A), (0x0B, 0x5C, 0xAB)


class CannotDraw(Exception):
    """The pages could not be made, or not in time."""


def drawn(sheets: Iterable[Sheet]) -> bytes:
    """The PDF, made in a child process that is killed if it hangs.

    Args:
        sheets: each begins on a page of its own.

    Raises:
        CannotDraw: there is none.
    """
    try:
        made = subprocess.run(
            [sys.executable, "-m", "kiosk.session.form_page"],
            input=msgspec.json.encode(tuple(sheets)),
            capture_output=True,
            timeout=TIMEOUT,
            check=True,
            cwd=Path(__file__).parents[2],
        ).stdout
    except (OSError, subprocess.SubprocessError):
        raise CannotDraw("the form could not be made") from None
    if not made.startswith(b"%PDF"):
        raise CannotDraw("the form could not be made")
    return made


class _Pages:
    """A document, and how far down its page is filled."""

    def __init__(self) -> None:
        from fpdf import FPDF

        self.pdf: Any = FPDF(unit="mm", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.text = PdfText(self.pdf)
        self.down = MARGIN

    def sheet(self, sheet: Sheet) -> None:
        self._page(sheet.mark)
        self._words(sheet.title, 18, _INK, "B", 9.0)
        self._words(sheet.note, _SMALL, _PALE, "", 6.0)
        self.down += 4
        if sheet.beside:
            self._filled(sheet)
            return
        for number, field in enumerate(sheet.fields, 1):
            if self.down + self._height(field) > FOOT:
                self._page(sheet.mark)
            self._field(number, field)

    def _filled(self, sheet: Sheet) -> None:
        """For the counter: the code and how to use it, what to bring, and the answers as they were given."""
        beside, left = self.down, MARGIN
        if sheet.code:
            draw_code(self.pdf, sheet.code, MARGIN, self.down, CODE_SIZE)
            left += CODE_SIZE + 8
        self.down += 6
        for line in sheet.beside:
            self._words(line, _LABEL - 1, _INK, "", 7.5, left)
        self.down = max(self.down, beside + CODE_SIZE if sheet.code else 0.0) + 9
        if sheet.bring:
            self._words(sheet.bring[0], _LABEL, _INK, "B", 7.5)
            for name in sheet.bring[1:]:
                self._room(8.0)
                self._words(f"□ {name}", _LABEL - 1, _INK, "", 7.5)
            self.down += 4
        for number, field in enumerate(sheet.fields, 1):
            self._room(24.0)
            self._words(f"{number}. {field.label}", _SMALL, _PALE, "", 7.5)
            self._words(field.answer or "—", _LABEL, _INK, "B", 8.0)
            self.down += 2
        self._room(14.0 * len(sheet.foot))
        for line in sheet.foot:
            self.down += 8
            self._words(line, _LABEL, _INK, "", 6.0)

    def _room(self, height: float) -> None:
        if self.down + height > FOOT:
            self._page("")

    def _page(self, mark: str) -> None:
        self.pdf.add_page()
        self.down = MARGIN + 6
        if mark:
            self.text.font("B", 90)
            self.pdf.set_text_color(*_BLUE)
            with self.pdf.local_context(fill_opacity=0.10), self.pdf.rotation(32, A4[0] / 2, A4[1] / 2):
                self.text.draw((A4[0] - self.text.width(mark)) / 2, A4[1] / 2, mark)

    def _height(self, field: SheetField) -> float:
        return 32.0 + 8.5 * len(field.choices) + (6.5 if field.hint else 0.0)

    def _field(self, number: int, field: SheetField) -> None:
        self._words(f"{number}. {field.label}", _LABEL, _INK, "B", 7.5)
        if field.hint:
            self._words(field.hint, _SMALL, _PALE, "", 6.5)
        for choice, ticked in field.choices:
            self._words(f"{'■' if ticked else '□'} {choice}", _LABEL, _INK, "", 8.5)
        if not field.choices:
            self.down += 7
            self._words(field.answer, _WRITTEN, _BLUE, "", 0.0)
            self.pdf.set_draw_color(*_PALE)
            self.pdf.line(MARGIN, self.down + 1.5, A4[0] - MARGIN, self.down + 1.5)
            self.down += 9
        self.down += 4

    def _words(self, words: str, size: float, ink: tuple[int, int, int], style: str, step: float, left: float = MARGIN) -> None:
        """Lines of ``step`` mm, broken between characters, or between words where there are blanks."""
        self.text.font(style, size)
        self.pdf.set_text_color(*ink)
        for line in _lines(self.text, words, A4[0] - MARGIN - left):
            if self.down > FOOT:
                self._page("")
                self.text.font(style, size)
                self.pdf.set_text_color(*ink)
            self.text.draw(left, self.down, line)
            self.down += step


def _lines(text: PdfText, words: str, wide: float) -> list[str]:
    lines = [""]
    for piece in _pieces(words):
        if text.width(lines[-1] + piece) > wide and piece not in "，。、；：？）":
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(words: str) -> list[str]:
    pieces: list[str] = []
    for character in words:
        if pieces and character.isascii() and pieces[-1][-1].isascii() and not pieces[-1].endswith(" "):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def main() -> None:
    """The program in the child process: the sheets from stdin, the pages to stdout."""
    hide()
    pages = _Pages()
    for sheet in converted(json.loads(sys.stdin.buffer.read()), tuple[Sheet, ...]):
        pages.sheet(sheet)
    sys.stdout.buffer.write(bytes(pages.pdf.output()))


if __name__ == "__main__":
    main()
