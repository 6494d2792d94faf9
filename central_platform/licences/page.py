"""The page of a sample licence: A4, dignified as the real thing, and marked so that nobody can take it for one.

Drawn with the fonts of the system. The same licence gives the same bytes: no time of making stands in the file.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from central_platform.licences.layouts import LAYOUTS
from central_platform.licences.licence_page import LicencePage
from central_platform.licences.ornaments import INK, PALE_GOLD, QUIET, RED, WIDTH, ground, sample_marks, seal, spread
from central_platform.licences.table import LEFT, draw_table
from kiosk.domain.signatures import strokes_of
from kiosk.typefaces.on_pdf import PdfText

_drawer = ThreadPoolExecutor(1, "draw")
PAGE_DESIGN = 5  # raised when the drawing changes, so that kept pages are drawn again

_LEFT, _RIGHT = 34.0, WIDTH - 34.0
_LABEL_WIDTH = 36.0
_SMALLEST = 5.0  # points
_LEADING = 0.46  # mm from line to line, for each point of the type's size


def draw_page(page: LicencePage) -> bytes:
    """The licence as an A4 page, PDF; the same page gives the same bytes. Every page says that it is a sample.

    One after the other, whoever asks, and on one thread: the fonts need 70 MB, and what each thread frees stays its own.
    """
    return _drawer.submit(_drawn, page).result()


def _drawn(page: LicencePage) -> bytes:
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format="A4")
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    pdf.set_title(f"{page.title}（示范样本）")
    pdf.set_lang("zh-CN")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.add_page()
    text = PdfText(pdf)
    if layout := LAYOUTS.get(page.kind):
        layout(pdf, text, page)
    else:
        _general(pdf, text, page)
    sample_marks(pdf, text)
    _foot(pdf, text, page)
    return bytes(pdf.output())


def _general(pdf: Any, text: PdfText, page: LicencePage) -> None:
    """Of any kind."""
    ground(pdf)
    _title(pdf, text, page)
    bottom = _rows(pdf, text, page.rows, _highest(page))
    if page.table:
        bottom = draw_table(pdf, text, page.table, bottom + 5.0, 212.0)
    _signed(pdf, text, page, max(bottom + 12.0, 204.0))
    _signature(pdf, text, page.signature, max(bottom + 12.0, 204.0))
    _note(pdf, text, page, bottom)


def _highest(page: LicencePage) -> float:
    """Of a row, in mm: where a table follows many, it needs the room to be read."""
    if not page.table:
        return 15.0
    return 12.0 if len(page.rows) <= 4 else 7.8 if len(page.rows) <= 10 else 7.2


def _title(pdf: Any, text: PdfText, page: LicencePage) -> None:
    title = page.title
    pdf.set_text_color(*QUIET)
    text.font("", 11)
    spread(text, f"{page.heading}（示范样本）", WIDTH / 2, 37, 0.9)
    pdf.set_text_color(*RED)
    size = 36.0
    space = 9.0 if len(title) <= 6 else 4.0 if len(title) <= 9 else 1.4
    text.font("B", size)
    while text.width(title) + space * (len(title) - 1) > WIDTH - 56:
        size -= 1
        text.font("B", size)
    spread(text, title, WIDTH / 2, 66, space)


def _rows(pdf: Any, text: PdfText, rows: tuple[tuple[str, str], ...], highest: float) -> float:
    """Rows of at most so many mm, with a hair line under each; returns where the last one ends, in mm from the top."""
    y = 88.0
    step = min(highest, (204.0 - y) / max(len(rows), 1))
    for label, value in rows:
        base = y + step * 0.66
        size = 12.0
        text.font("", size)
        while text.width(label) > _LABEL_WIDTH - 2.0 and size > _SMALLEST:
            size -= 0.5
            text.font("", size)
        pdf.set_text_color(*QUIET)
        _justified(text, label, _LEFT, base, 24.0)
        pdf.set_text_color(*INK)
        _value(text, value, base, step)
        y += step
        pdf.set_draw_color(*PALE_GOLD)
        pdf.set_line_width(0.2)
        pdf.line(_LEFT, y, _RIGHT, y)
    return y


def _value(text: PdfText, value: str, base: float, step: float) -> None:
    """As large as fits on one line; what would become too small to read stands on several."""
    width = _RIGHT - _LEFT - _LABEL_WIDTH
    lines, size = [value], min(15.5, step / _LEADING - 1.0)
    text.font("", size)
    while size > _SMALLEST and (size > 15 or max(map(text.width, lines)) > width):
        size -= 0.5
        text.font("", size)
        if size < 11.5 and text.width(value) > width:
            lines = _broken(text, value, width, int((step - 1.0) // (size * _LEADING)))
    base -= (len(lines) - 1) * size * _LEADING / 2
    for line in lines:
        text.draw(_LEFT + _LABEL_WIDTH, base, line)
        base += size * _LEADING


def _broken(text: PdfText, value: str, width: float, most: int) -> list[str]:
    """On ``most`` lines, the last one as long as it must be; Chinese may be broken between any two characters."""
    lines = [""]
    for character in value:
        if text.width(lines[-1] + character) > width and len(lines) < most and character not in "，。、；：）":
            lines.append("")
        lines[-1] += character
    return lines


def _justified(text: PdfText, label: str, x: float, y: float, width: float) -> None:
    """A label spread to the width of four characters and more, as on printed certificates."""
    widths = [text.width(character) for character in label]
    gap = max(0.0, (width - sum(widths)) / max(len(label) - 1, 1))
    for character, own in zip(label, widths, strict=True):
        text.draw(x, y, character)
        x += own + gap


def _signed(pdf: Any, text: PdfText, page: LicencePage, top: float) -> None:
    """Authority and day, and the seal across their ends (骑年盖月), so that both can still be read."""
    pdf.set_text_color(*INK)
    text.font("", 13)
    # A long name reaches no farther under the seal than to its middle.
    reach = text.width(page.seal) + 0.6 * (len(page.seal) - 1)
    middle = min(_RIGHT - 46, _RIGHT - 27 - reach / 2)
    spread(text, page.seal, middle, top + 19, 0.6)
    spread(text, page.issued, middle, top + 28, 0.6)
    seal(pdf, text, _RIGHT - 21, top + 20, 20.0, page.seal)


def _signature(pdf: Any, text: PdfText, path: str, top: float) -> None:
    """As it was drawn, in a box of 45 mm by 18, beside the word for what it is, and above the authority's name."""
    strokes = strokes_of(path)
    if not strokes:
        return
    pdf.set_text_color(*QUIET)
    text.font("", 11)
    text.draw(_LEFT, top + 6.0, "申请人签名")
    pdf.set_draw_color(*INK)
    pdf.set_line_width(0.5)
    for stroke in strokes:
        points = [(_LEFT + 24.0 + x * 0.045, top - 5.0 + y * 0.045) for x, y in stroke]
        for one, other in pairwise(points):
            pdf.line(*one, *other)


def _note(pdf: Any, text: PdfText, page: LicencePage, bottom: float) -> None:
    """One line right under the rows."""
    pdf.set_text_color(*QUIET)
    text.font("", 9.5)
    text.draw(LEFT if page.table else _LEFT, bottom + 6.0, page.note)


def _foot(pdf: Any, text: PdfText, page: LicencePage) -> None:
    pdf.set_text_color(*QUIET)
    text.font("", 9)
    spread(text, f"{page.numbered}  {page.identifier}", WIDTH / 2, 262, 0.0)
    pdf.set_text_color(*RED)
    text.font("B", 10.5)
    spread(text, "示范样本  人物和号码均为虚构  不具有任何效力", WIDTH / 2, 271, 0.35)
