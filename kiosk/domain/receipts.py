"""Paper from the receipt printer: the document that a driver lays out, and the receipts that say what became of a submission."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class TextSize(Enum):
    NORMAL = 1
    LARGE = 2  # double width and height


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; the driver wraps it to the paper's width (a Chinese character takes two columns)."""

    text: str = field(repr=False)
    size: TextSize = TextSize.NORMAL
    bold: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value: side by side where both fit, the value on lines of its own where not."""

    label: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line across the paper."""


@dataclass(frozen=True, slots=True)
class Space:
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code, centred, error correction M."""

    text: str = field(repr=False)


Block = Line | Row | Rule | Space | Code


@dataclass(frozen=True, slots=True)
class PaperDocument:
    """One piece of paper, from the first line to the cut. The same document is laid out at 58 mm and at 80 mm."""

    blocks: tuple[Block, ...]
