"""The paper of the simulated receipt printer: decoded commands become dots, and the text that they spell."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw

from devices.receipt_printer.fonts import CELL, draw_cells
from devices.receipt_printer.strict_decoder import (
    Command,
    Cut,
    Error,
    FeedDots,
    FeedLines,
    Initialise,
    LineFeed,
    Raster,
    Setting,
    Text,
)
from kiosk.domain.values import Value

HEAD_TO_KNIFE = 96  # dots (12 mm) between where is printed and where is cut: blank at the top of every receipt


class Piece(Value):
    """One piece of paper, from cut to cut. ``images``: (top, height) of what came as raster images."""

    image: Image.Image
    text: tuple[str, ...]
    images: tuple[tuple[int, int], ...]
    errors: tuple[str, ...]


@dataclass(slots=True)
class _Glyph:
    character: str
    cells: int
    across: int
    down: int
    bold: bool


class Paper:
    """``dots`` wide; ``font_has`` says which characters the built-in font shows."""

    def __init__(self, dots: int, extra_characters: str = "") -> None:
        self._dots = dots
        self._extra = frozenset(extra_characters)
        self._bands: list[Image.Image] = []
        self._reset()
        self._new_piece()

    def _reset(self) -> None:
        self._align = 0
        self._bold = False
        self._across = self._down = 1
        self._spacing = 30
        self._line: list[_Glyph] = []

    def _new_piece(self) -> None:
        self._bands = [self._blank(HEAD_TO_KNIFE)]
        self._text: list[str] = []
        self._images: list[tuple[int, int]] = []
        self.errors: list[str] = []

    @property
    def height(self) -> int:
        """Of the paper since it was last torn off, in dots."""
        return sum(band.height for band in self._bands)

    def execute(self, command: Command) -> Piece | None:
        """Print one command; a piece of paper if it was a cut."""
        match command:
            case Text(character, wide):
                self._put(character, wide)
            case LineFeed():
                self._end_line()
            case Initialise():
                self._reset()
            case Setting(name, value):
                self._set(name, value)
            case FeedDots(dots):
                self._flush(dots)
            case FeedLines(lines):
                self._flush(self._spacing * lines)
            case Raster():
                self._raster(command)
            case Cut():
                if self._line:
                    self.errors.append("a cut within a line")
                return self._cut()
            case Error(what):
                self.errors.append(what)
        return None

    def forget_line(self) -> None:
        """The print buffer was cleared: the line that had not been fed is not printed."""
        self._line = []

    def tear_off(self) -> None:
        """What is out and was not cut is gone."""
        self._reset()
        self._new_piece()

    def _set(self, name: str, value: int) -> None:
        match name:
            case "align":
                if self._line:
                    self.errors.append("alignment within a line")
                self._align = value
            case "bold":
                self._bold = bool(value)
            case "spacing":
                self._spacing = value
            case "size":
                self._across, self._down = (value >> 4) + 1, (value & 15) + 1

    def _put(self, character: str, wide: bool) -> None:
        if wide and not self._knows(character):
            self.errors.append("a character that the font lacks")
            character = "?"
        glyph = _Glyph(character, 2 if wide else 1, self._across, self._down, self._bold)
        if self._width() + glyph.cells * glyph.across * CELL > self._dots:
            self.errors.append("a line wider than the paper")
            self._end_line()
        self._line.append(glyph)

    def _knows(self, character: str) -> bool:
        if character in self._extra:
            return True
        try:
            return len(character.encode("gb2312")) == 2 or character in "·—"
        except UnicodeEncodeError:
            return character in "·—"  # GB2312 has both; Python's table names others in their places

    def _width(self) -> int:
        return sum(glyph.cells * glyph.across * CELL for glyph in self._line)

    def _end_line(self) -> None:
        self._flush(self._spacing)

    def _flush(self, feed: int) -> None:
        line, self._line = self._line, []
        height = max([feed, *(glyph.down * CELL * 2 for glyph in line)])
        band = self._blank(height)
        draw = ImageDraw.Draw(band)
        width = sum(glyph.cells * glyph.across * CELL for glyph in line)
        left = (0, (self._dots - width) // 2, self._dots - width)[self._align]
        tallest = max((glyph.down for glyph in line), default=1) * CELL * 2
        for glyph in line:
            top = tallest - glyph.down * CELL * 2
            draw_cells(draw, left, top, glyph.character, glyph.cells, glyph.across, glyph.down, glyph.bold)
            left += glyph.cells * glyph.across * CELL
        self._bands.append(band)
        text = "".join(glyph.character for glyph in line)
        if text.strip():
            self._text.append(text)

    def _raster(self, raster: Raster) -> None:
        if self._line:
            self.errors.append("an image within a line")
            self._end_line()
        if raster.width_bytes * 8 > self._dots:
            self.errors.append("an image wider than the paper")
        image = Image.frombytes("1", (raster.width_bytes * 8, raster.height), raster.data)
        band = self._blank(raster.height)
        band.paste(image.convert("L").point(lambda level: 255 - level), (0, 0))
        self._images.append((self.height, raster.height))
        self._bands.append(band)

    def _cut(self) -> Piece:
        self._bands.append(self._blank(HEAD_TO_KNIFE))
        image = Image.new("L", (self._dots, self.height), 255)
        top = 0
        for band in self._bands:
            image.paste(band, (0, top))
            top += band.height
        # A thermal head knows dots and no dots; and what it prints does not reach the edge of the paper.
        image = image.point(lambda level: 255 if level > 150 else 0)
        sheet = Image.new("L", (self._dots + 64, image.height), 255)
        sheet.paste(image, (32, 0))
        piece = Piece(sheet, tuple(self._text), tuple(self._images), tuple(self.errors))
        self._new_piece()
        return piece

    def _blank(self, height: int) -> Image.Image:
        return Image.new("L", (self._dots, height), 255)
