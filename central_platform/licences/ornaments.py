"""What adorns the page of a licence: paper, border, guilloche, the marks of a sample, and the seal. All lines, no pictures."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from kiosk.typefaces.faces import marked
from kiosk.typefaces.on_pdf import PdfText

WIDTH, HEIGHT = 210.0, 297.0  # mm
INK = (0x26, 0x21, 0x1C)
QUIET = (0x7A, 0x6E, 0x60)
GOLD = (0xB0, 0x8D, 0x4A)
PALE_GOLD = (0xE6, 0xD9, 0xBC)
PAPER = (0xFE, 0xFC, 0xF6)
RED = (0xC4, 0x1E, 0x22)


def ground(pdf: Any) -> None:
    """Paper, a guilloche band behind the title, and a border of two lines with turned corners."""
    pdf.set_fill_color(*PAPER)
    pdf.rect(0, 0, WIDTH, HEIGHT, style="F")
    _guilloche(pdf)
    pdf.set_draw_color(*GOLD)
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
    pdf.set_draw_color(*PALE_GOLD)
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


def sample_marks(pdf: Any, text: PdfText) -> None:
    """示范样本 across the whole page, pale enough to read through, too many to cut off."""
    text.font("B", 21)
    pdf.set_text_color(*RED)
    with pdf.local_context(fill_opacity=0.065), pdf.rotation(30, WIDTH / 2, HEIGHT / 2):
        for row in range(-2, 12):
            for column in range(-1, 5):
                text.draw(-40 + column * 62 + (row % 2) * 31, -20 + row * 32, "示范样本")


def spread(text: PdfText, words: str, middle: float, y: float, space: float) -> None:
    """Text with air between its characters, centred on ``middle``."""
    characters = [marked(character) for character in words]
    x = middle - (sum(map(text.width, characters)) + space * (len(characters) - 1)) / 2
    for character in characters:
        text.draw(x, y, character)
        x += text.width(character) + space


def seal(pdf: Any, text: PdfText, x: float, y: float, radius: float, around: str) -> None:
    """A round seal with a star, drawn as lines; 样本 stands in it where a real one has its number."""
    with pdf.local_context(fill_opacity=0.82, stroke_opacity=0.82):
        pdf.set_draw_color(*RED)
        pdf.set_line_width(1.0)
        pdf.circle(x, y, radius)
        pdf.set_fill_color(*RED)
        pdf.set_text_color(*RED)
        star = []
        for corner in range(10):
            reach = 5.6 if corner % 2 == 0 else 5.6 * 0.382
            angle = math.radians(corner * 36 - 90)
            star.append((x + reach * math.cos(angle), y - 1.2 + reach * math.sin(angle)))
        pdf.polygon(star, style="F")
        text.font("B", 12.5 if len(around) <= 11 else 10.5 if len(around) <= 15 else 9)
        sweep = min(250.0, 22.0 * len(around))
        for index, character in enumerate(around):
            turn = -sweep / 2 + sweep * index / max(len(around) - 1, 1)  # degrees from upright, clockwise
            with pdf.rotation(-turn, x, y):
                text.draw(x - text.width(character) / 2, y - radius + 6.0, character)
        text.font("B", 15)
        spread(text, "样本", x, y + radius * 0.66, 1.8)
