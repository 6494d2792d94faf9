"""The page of a sample licence: A4, dignified as the real thing, and marked so that nobody can take it for one.

Drawn with the fonts of the system. The same licence gives the same bytes: no time of making stands in the file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from kiosk.typefaces.faces import marked, missing
from kiosk.typefaces.on_pdf import PdfText

PAGE_DESIGN = 2  # raised when the drawing changes, so that kept pages are drawn again

WIDTH, HEIGHT = 210.0, 297.0  # mm
_INK = (0x26, 0x21, 0x1C)
_QUIET = (0x7A, 0x6E, 0x60)
_GOLD = (0xB0, 0x8D, 0x4A)
_PALE_GOLD = (0xE6, 0xD9, 0xBC)
_PAPER = (0xFE, 0xFC, 0xF6)
_RED = (0xC4, 0x1E, 0x22)
_LEFT, _RIGHT = 34.0, WIDTH - 34.0
_LABEL_WIDTH = 36.0


@dataclass(frozen=True)
class LicencePage:
    """``rows``: label and value, in order. ``seal``: what stands around the star. ``issued``: the day, in Chinese."""

    title: str
    rows: tuple[tuple[str, str], ...] = field(repr=False)
    seal: str
    issued: str
    identifier: str

    def undrawable(self) -> tuple[str, ...]:
        """The characters on it that none of our fonts has: of such a page no copy is given out."""
        rows = "".join(label + value for label, value in self.rows)
        return missing(self.title + rows + self.seal + self.issued + self.identifier)


def draw_page(page: LicencePage) -> bytes:
    """The licence as an A4 page, PDF; the same page gives the same bytes. Every page says that it is a sample."""
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
    _ground(pdf)
    _sample_marks(pdf, text)
    _title(pdf, text, page.title)
    bottom = _rows(pdf, text, page.rows)
    _signed(pdf, text, page, max(bottom + 12.0, 204.0))
    _foot(pdf, text, page.identifier)
    return bytes(pdf.output())


def _ground(pdf: Any) -> None:
    """Paper, a guilloche band behind the title, and a border of two lines with turned corners."""
    pdf.set_fill_color(*_PAPER)
    pdf.rect(0, 0, WIDTH, HEIGHT, style="F")
    _guilloche(pdf)
    pdf.set_draw_color(*_GOLD)
    pdf.set_line_width(1.1)
    pdf.rect(12, 12, WIDTH - 24, HEIGHT - 24)
    pdf.set_line_width(0.25)
    pdf.rect(14.4, 14.4, WIDTH - 28.8, HEIGHT - 28.8)
    for x, right in ((17.0, 1), (WIDTH - 17.0, -1)):
        for y, down in ((17.0, 1), (HEIGHT - 17.0, -1)):
            _corner(pdf, x, y, right, down)


def _corner(pdf: Any, x: float, y: float, right: int, down: int) -> None:
    """The meander (回纹) of a certificate's corner."""
    pdf.set_line_width(0.55)
    steps = ((0, 0), (13, 0), (13, 7), (6, 7), (6, 4), (9.5, 4))
    for points in (steps, tuple((b, a) for a, b in steps)):
        for (ax, ay), (bx, by) in pairwise(points):
            pdf.line(x + right * ax, y + down * ay, x + right * bx, y + down * by)


def _guilloche(pdf: Any) -> None:
    pdf.set_draw_color(*_PALE_GOLD)
    pdf.set_line_width(0.12)
    middle, reach = 61.0, WIDTH - 60
    for wave in range(9):
        phase, height = wave * math.pi / 4.5, 10.5 - wave * 0.7
        points = []
        for step in range(241):
            along = step / 240
            swell = math.sin(along * math.pi)  # fine at both ends
            points.append((30 + along * reach, middle + swell * height * math.sin(along * 9 * math.pi + phase)))
        pdf.polyline(points)


def _sample_marks(pdf: Any, text: PdfText) -> None:
    """示范样本 across the whole page, pale enough to read through, too many to cut off."""
    text.font("B", 21)
    pdf.set_text_color(*_RED)
    with pdf.local_context(fill_opacity=0.065), pdf.rotation(30, WIDTH / 2, HEIGHT / 2):
        for row in range(-2, 12):
            for column in range(-1, 5):
                text.draw(-40 + column * 62 + (row % 2) * 31, -20 + row * 32, "示范样本")


def _spread(text: PdfText, words: str, middle: float, y: float, space: float) -> None:
    """Text with air between its characters, centred on ``middle``."""
    characters = [marked(character) for character in words]
    x = middle - (sum(map(text.width, characters)) + space * (len(characters) - 1)) / 2
    for character in characters:
        text.draw(x, y, character)
        x += text.width(character) + space


def _title(pdf: Any, text: PdfText, title: str) -> None:
    pdf.set_text_color(*_QUIET)
    text.font("", 11)
    _spread(text, "样板区电子证照（示范样本）", WIDTH / 2, 37, 0.9)
    pdf.set_text_color(*_RED)
    size = 36.0
    space = 9.0 if len(title) <= 6 else 4.0 if len(title) <= 9 else 1.4
    text.font("B", size)
    while text.width(title) + space * (len(title) - 1) > WIDTH - 56:
        size -= 1
        text.font("B", size)
    _spread(text, title, WIDTH / 2, 66, space)


def _rows(pdf: Any, text: PdfText, rows: tuple[tuple[str, str], ...]) -> float:
    """Rows with a hair line under each; returns where the last one ends, in mm from the top."""
    y = 88.0
    step = min(15.0, (204.0 - y) / max(len(rows), 1))
    for label, value in rows:
        base = y + step * 0.66
        text.font("", 12)
        pdf.set_text_color(*_QUIET)
        _justified(text, label, _LEFT, base, 24.0)
        pdf.set_text_color(*_INK)
        size = 15.0
        text.font("", size)
        while text.width(value) > _RIGHT - _LEFT - _LABEL_WIDTH and size > 9:
            size -= 0.5
            text.font("", size)
        text.draw(_LEFT + _LABEL_WIDTH, base, value)
        y += step
        pdf.set_draw_color(*_PALE_GOLD)
        pdf.set_line_width(0.2)
        pdf.line(_LEFT, y, _RIGHT, y)
    return y


def _justified(text: PdfText, label: str, x: float, y: float, width: float) -> None:
    """A label spread to the width of four characters and more, as on printed certificates."""
    widths = [text.width(character) for character in label]
    gap = max(0.0, (width - sum(widths)) / max(len(label) - 1, 1))
    for character, own in zip(label, widths, strict=True):
        text.draw(x, y, character)
        x += own + gap


def _signed(pdf: Any, text: PdfText, page: LicencePage, top: float) -> None:
    """Authority and day, and the seal across their ends (骑年盖月), so that both can still be read."""
    middle = _RIGHT - 46
    pdf.set_text_color(*_INK)
    text.font("", 13)
    _spread(text, page.seal, middle, top + 19, 0.6)
    _spread(text, page.issued, middle, top + 28, 0.6)
    _seal(pdf, text, _RIGHT - 21, top + 20, 20.0, page.seal)


def _seal(pdf: Any, text: PdfText, x: float, y: float, radius: float, around: str) -> None:
    """A round seal with a star, drawn as lines; 样本 stands in it where a real one has its number."""
    with pdf.local_context(fill_opacity=0.82, stroke_opacity=0.82):
        pdf.set_draw_color(*_RED)
        pdf.set_line_width(1.0)
        pdf.circle(x, y, radius)
        pdf.set_fill_color(*_RED)
        pdf.set_text_color(*_RED)
        star = []
        for corner in range(10):
            reach = 5.6 if corner % 2 == 0 else 5.6 * 0.382
            angle = math.radians(corner * 36 - 90)
            star.append((x + reach * math.cos(angle), y - 1.2 + reach * math.sin(angle)))
        pdf.polygon(star, style="F")
        words = f"样板区{around}" if not around.startswith("样板区") else around
        text.font("B", 12.5 if len(words) <= 11 else 10.5 if len(words) <= 15 else 9)
        sweep = min(250.0, 22.0 * len(words))
        for index, character in enumerate(words):
            turn = -sweep / 2 + sweep * index / max(len(words) - 1, 1)  # degrees from upright, clockwise
            with pdf.rotation(-turn, x, y):
                text.draw(x - text.width(character) / 2, y - radius + 6.0, character)
        text.font("B", 15)
        _spread(text, "样本", x, y + radius * 0.66, 1.8)


def _foot(pdf: Any, text: PdfText, identifier: str) -> None:
    pdf.set_text_color(*_QUIET)
    text.font("", 9)
    _spread(text, f"证照标识  {identifier}", WIDTH / 2, 262, 0.0)
    pdf.set_text_color(*_RED)
    text.font("B", 10.5)
    _spread(text, "示范样本  人物和号码均为虚构  不具有任何效力", WIDTH / 2, 271, 0.35)
