"""Pages that look like what their holders carry: a card with two sides, an open booklet, a permit on the wall.

The kinds that are printed most have one; every other kind has the page of `page.draw_page`. The drawing is ours: it shows the
shape, and neither emblem nor pattern of a real document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from central_platform.licences.licence_page import LicencePage
from central_platform.licences.ornaments import INK, PALE_GOLD, QUIET, RED, WIDTH, ground, seal, spread
from kiosk.typefaces.on_pdf import PdfText

_SMALLEST = 5.0  # points
_LEADING = 0.46  # mm from line to line, for each point of the type's size
_CARD = (148.0, 93.3)  # mm: ISO/IEC 7810 ID-1, 1.73 times as large
_SIDE = 31.0  # mm from the left edge of the page to a card
_TITLE = 8  # characters of a booklet's title on one line
_FRONT = 5  # rows on the front of a card; the others stand on its back
_OFFICES = frozenset({"发证机关", "有效期限", "证号"})  # rows of the back, always
_BLUE, _PALE_BLUE = (0x1F, 0x5C, 0x99), (0xEA, 0xF2, 0xFA)
_GREEN, _PALE_GREEN = (0x1E, 0x7A, 0x55), (0xE9, 0xF5, 0xEF)
_DARK_RED, _PALE_RED = (0x8E, 0x1B, 0x22), (0xFB, 0xF1, 0xF0)
_WHITE = (0xFF, 0xFF, 0xFF)

Colour = tuple[int, int, int]
Layout = Callable[[Any, PdfText, LicencePage], None]


def card(ink: Colour, pale: Colour, photo: bool = True) -> Layout:
    """Two sides of a plastic card, one above the other; ``photo``: it bears its holder's."""

    def draw(pdf: Any, text: PdfText, page: LicencePage) -> None:
        _heading(pdf, text, page)
        named = [row for row in page.rows if row[0] not in _OFFICES]
        back = [*named[_FRONT:], *(row for row in page.rows if row[0] in _OFFICES)]
        _side(pdf, 46.0, ink, pale)
        pdf.set_text_color(*_WHITE)
        _fitted(text, page.title, _SIDE + 8, 46.0 + 11.5, _CARD[0] - 16, 19, "B")
        _fields(pdf, text, named[:_FRONT], _SIDE + 8, 46.0 + 20, _CARD[0] - 52, 70.0)
        if photo:
            _photo(pdf, text, _SIDE + _CARD[0] - 38, 46.0 + 24)
        _side(pdf, 150.0, ink, pale)
        pdf.set_text_color(*_WHITE)
        _fitted(text, page.seal, _SIDE + 8, 150.0 + 11, _CARD[0] - 16, 13, "B")
        _fields(pdf, text, back, _SIDE + 8, 150.0 + 20, _CARD[0] - 60, 70.0)
        seal(pdf, text, _SIDE + _CARD[0] - 28, 150.0 + 60, 20.0, page.seal)

    return draw


def booklet(ink: Colour, pale: Colour) -> Layout:
    """Two pages of an open booklet: what it is and who gave it out on the left, what it says on the right."""

    def draw(pdf: Any, text: PdfText, page: LicencePage) -> None:
        _heading(pdf, text, page)
        left, top, width, height = 22.0, 52.0, WIDTH - 44.0, 190.0
        middle = left + width / 2
        pdf.set_fill_color(*pale)
        pdf.set_draw_color(*ink)
        pdf.set_line_width(0.9)
        pdf.rect(left, top, width, height, style="DF", round_corners=True, corner_radius=3)
        pdf.set_line_width(0.25)
        for offset in (-0.7, 0.7):
            pdf.line(middle + offset, top, middle + offset, top + height)
        pdf.set_text_color(*ink)
        each = -(-len(page.title) // -(-len(page.title) // _TITLE))
        lines = [page.title[at : at + each] for at in range(0, len(page.title), each)]
        size = 30.0
        text.font("B", size)
        while text.width(lines[0]) + 2.4 * each > width / 2 - 16:
            size -= 1
            text.font("B", size)
        for at, line in enumerate(lines):
            spread(text, line, left + width / 4, top + 62 + at * size * _LEADING, 2.4)
        pdf.set_text_color(*INK)
        text.font("", 11)
        _centred(text, page.seal, left + width / 4, top + 108, width / 2 - 14)
        text.font("", 11)
        spread(text, page.issued, left + width / 4, top + 118, 0.4)
        # Across the end of the day, so that office and day can still be read.
        seal(pdf, text, left + width / 4 + 6, top + 138, 19.0, page.seal)
        _grid(pdf, text, page.rows, middle + 6, top + 12, width / 2 - 12, height - 24)

    return draw


def permit(pdf: Any, text: PdfText, page: LicencePage) -> None:
    """What hangs on the wall of a business: its number at the top, what it says in two columns."""
    ground(pdf)
    pdf.set_text_color(*QUIET)
    text.font("", 11)
    spread(text, f"{page.heading}（示范样本）", WIDTH / 2, 30, 0.9)
    numbers = {label: value for label, value in page.rows if label in ("信用代码", "证号")}
    pdf.set_text_color(*INK)
    for at, (label, value) in enumerate(numbers.items()):
        _fitted(text, f"{label}  {value}", 30, 40 + at * 6.0, 90, 10.5)
    pdf.set_text_color(*RED)
    size, title = 42.0, page.title
    text.font("B", size)
    while text.width(title) + 8.0 * (len(title) - 1) > WIDTH - 60 and size > 12:
        size -= 1
        text.font("B", size)
    spread(text, title, WIDTH / 2, 74, 8.0 if size > 30 else 3.0)
    rows = [row for row in page.rows if row[0] not in numbers]
    half = -(-len(rows) // 2)
    _fields(pdf, text, rows[:half], 30, 96, 70, 90.0)
    _fields(pdf, text, rows[half:], 110, 96, 70, 90.0)
    pdf.set_text_color(*INK)
    text.font("", 13)
    _centred(text, page.seal, 110, 222, 76)
    text.font("", 13)
    spread(text, page.issued, 110, 232, 0.6)
    seal(pdf, text, 158, 222, 22.0, page.seal)


def _heading(pdf: Any, text: PdfText, page: LicencePage) -> None:
    pdf.set_text_color(*QUIET)
    text.font("", 11)
    spread(text, f"{page.heading}（示范样本）", WIDTH / 2, 34, 0.9)


def _side(pdf: Any, top: float, ink: Colour, pale: Colour) -> None:
    """A card's side: its ground, and a band along its upper edge."""
    pdf.set_draw_color(*ink)
    pdf.set_line_width(0.5)
    pdf.set_fill_color(*ink)
    pdf.rect(_SIDE, top, _CARD[0], 30, style="F", round_corners=True, corner_radius=5)
    pdf.set_fill_color(*pale)
    pdf.rect(_SIDE, top + 16, _CARD[0], _CARD[1] - 22, style="F")
    pdf.rect(_SIDE, top + 40, _CARD[0], _CARD[1] - 40, style="F", round_corners=True, corner_radius=5)
    pdf.rect(_SIDE, top, _CARD[0], _CARD[1], style="D", round_corners=True, corner_radius=5)


def _photo(pdf: Any, text: PdfText, x: float, y: float) -> None:
    """Where a card has its holder's picture: a copy from the library has none, and says so."""
    pdf.set_fill_color(*_WHITE)
    pdf.set_draw_color(*PALE_GOLD)
    pdf.set_line_width(0.3)
    pdf.rect(x, y, 30, 40, style="DF")
    pdf.set_text_color(*QUIET)
    text.font("", 9)
    for at, words in enumerate(("照片以", "原件为准")):
        spread(text, words, x + 15, y + 19 + at * 5.0, 0.2)


def _fields(pdf: Any, text: PdfText, rows: Sequence[tuple[str, str]], x: float, y: float, width: float, height: float) -> None:
    """Label above value, each row as high as all have room for."""
    step = min(16.0, height / max(len(rows), 1))
    for label, value in rows:
        pdf.set_text_color(*QUIET)
        _fitted(text, label, x, y + step * 0.30, width, min(9.5, step))
        pdf.set_text_color(*INK)
        _fitted(text, value, x, y + step * 0.74, width, min(15.0, step * 1.1))
        y += step


def _grid(pdf: Any, text: PdfText, rows: Sequence[tuple[str, str]], x: float, y: float, width: float, height: float) -> None:
    """Cells with lines around them, as in a register."""
    step = min(19.0, height / max(len(rows), 1))
    pdf.set_draw_color(*QUIET)
    pdf.set_line_width(0.2)
    for label, value in rows:
        pdf.rect(x, y, width, step)
        pdf.set_text_color(*QUIET)
        _fitted(text, label, x + 2, y + step * 0.34, width - 4, min(9.0, step))
        pdf.set_text_color(*INK)
        _fitted(text, value, x + 2, y + step * 0.80, width - 4, min(13.5, step * 0.95))
        y += step


def _fitted(text: PdfText, words: str, x: float, base: float, width: float, size: float, style: str = "") -> None:
    """On one line, smaller where that is needed; what would be too small to read on two above each other."""
    text.font(style, size)
    lines = [words]
    while max(map(text.width, lines)) > width and size > _SMALLEST:
        if size < 8.0 and len(lines) == 1:
            half = -(-len(words) // 2)
            lines, size = [words[:half], words[half:]], 8.5
        size -= 0.5
        text.font(style, size)
    for at, line in enumerate(lines):
        text.draw(x, base - (len(lines) - 1 - at) * size * _LEADING, line)


def _centred(text: PdfText, words: str, middle: float, base: float, width: float) -> None:
    size = 11.0
    while text.width(words) > width and size > _SMALLEST:
        size -= 0.5
        text.font("", size)
    text.draw(middle - text.width(words) / 2, base, words)


_CARDS, _HELP, _FAMILY = card(_BLUE, _PALE_BLUE), card(_GREEN, _PALE_GREEN), booklet(_DARK_RED, _PALE_RED)
_PAPERS = booklet(_GREEN, _PALE_GREEN)
LAYOUTS: Mapping[str, Layout] = {
    **dict.fromkeys(("id-card", "social-security-card", "residence-permit", "driving-licence"), _CARDS),
    "vehicle-licence": card(_BLUE, _PALE_BLUE, photo=False),
    **dict.fromkeys(("seniors-card", "disability-certificate"), _HELP),
    **dict.fromkeys(
        (
            *("household-register", "real-estate-certificate", "marriage-certificate", "divorce-certificate"),
            *("only-child-certificate", "minimum-allowance-certificate"),
        ),
        _FAMILY,
    ),
    **dict.fromkeys(("birth-certificate", "employment-certificate", "nurse-certificate", "vaccination-booklet"), _PAPERS),
    **dict.fromkeys(("business-licence", "food-licence", "hygiene-licence", "liquor-licence", "water-permit"), permit),
}
