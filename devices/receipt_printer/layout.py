"""A `PaperDocument` laid out in the columns of a receipt printer: which text stands on which line. Pure.

A column is half a Chinese character. ASCII takes one, everything else two, in the printer's font and in ours alike, so
that a line comes out the same whether it is sent as characters or as an image.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kiosk.domain.characters import REPLACEMENT
from kiosk.domain.receipts import Code, Line, PaperDocument, Row, Rule, Space, TextSize
from kiosk.domain.values import Value

_NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—～·％℃,.;:?!)]}%")
_NOT_LAST = frozenset("（《「『【〔〈“‘￥([{")
_ATOMS = re.compile(r"[!-~]+| |[^!-~ ]", re.DOTALL)
_GAP = 2  # columns between a label and its value
_INDENT = 2  # of a value on lines of its own


class PaperLine(Value):
    text: str
    size: TextSize = TextSize.NORMAL
    bold: bool = False
    centred: bool = False


class PaperCode(Value):
    text: str


class PaperFeed(Value):
    lines: int


PaperItem = PaperLine | PaperCode | PaperFeed


def character_columns(character: str) -> int:
    """0 for a combining mark, 1 for ASCII, 2 for everything else."""
    if character <= "~":
        return 1
    return 0 if unicodedata.combining(character) else 2


def columns(text: str) -> int:
    """How many columns the text takes."""
    return sum(map(character_columns, text))


def printable(text: str) -> str:
    """Without control and format characters: none may reach a printer, where ESC begins a command. Half of a surrogate pair is a
    character lost, and is seen to be."""
    plain = (REPLACEMENT if "\ud800" <= c <= "\udfff" else c for c in text.replace("\t", " "))
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf"))


def lay_out(document: PaperDocument, width: int) -> tuple[PaperItem, ...]:
    """Everything from the first line to the cut, on paper ``width`` columns wide."""
    return tuple(_items(document, width))


def _items(document: PaperDocument, width: int) -> Iterator[PaperItem]:
    blocks = document.blocks
    label_width = 0
    for at, block in enumerate(blocks):
        match block:
            case Line():
                room = width // block.size.value
                for paragraph in re.split(r"\r\n|[\n\r]", block.text):
                    for text in set_paragraph(printable(paragraph), room, block.centred):
                        yield PaperLine(text, block.size, block.bold, block.centred)
            case Row():
                if at == 0 or not isinstance(blocks[at - 1], Row):
                    label_width = _label_width(blocks[at:], width)
                yield from _row(block, width, label_width)
            case Rule():
                yield PaperLine("─" * (width // 2))  # a line without gaps in every Chinese font
            case Space():
                if block.lines > 0:
                    yield PaperFeed(block.lines)
            case Code():
                yield PaperCode(block.text)


def _label_width(blocks: tuple[object, ...], width: int) -> int:
    """Rows that follow one another share the column of their values; a long label does not push all others away."""
    widths = []
    for block in blocks:
        if not isinstance(block, Row):
            break
        widths.append(columns(printable(block.label)))
    return max((w for w in widths if w <= width * 2 // 5), default=0)


def _row(row: Row, width: int, label_width: int) -> Iterator[PaperLine]:
    label, value = printable(row.label), printable(row.value)
    at = max(columns(label), label_width) + _GAP
    if at + columns(value) <= width:
        yield PaperLine((label + " " * (at - columns(label)) + value).rstrip())
        return
    for text in wrap(label, width):
        yield PaperLine(text)
    for text in set_paragraph(value, width - _INDENT):
        yield PaperLine(" " * _INDENT + text)


def set_paragraph(text: str, width: int, balanced: bool = False) -> list[str]:
    """`wrap`, but no last line of a single character; ``balanced``: lines of about the same length (for what is centred)."""
    lines = wrap(text, width)
    if len(lines) < 2 or not (balanced or columns(lines[-1]) <= 2):
        return lines
    for narrower in range(width - 1, width // 2, -1):
        tried = wrap(text, narrower)
        if len(tried) > len(lines):
            break
        lines = tried
        if not balanced and columns(lines[-1]) > 2:
            break
    return lines


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns. Words and numbers stay whole where they fit a line; no line begins with a closing
    mark or ends with an opening one, unless the line has no other place to break."""
    lines: list[str] = []
    line = ""
    for unit in _units(text, width):
        if columns(line) + columns(unit) <= width:
            line += unit
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = ""
        if unit == " ":
            continue
        for character in unit:  # most often the whole unit fits
            if columns(line) + character_columns(character) > width:
                lines.append(line)
                line = ""
            line += character
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def _units(text: str, width: int) -> Iterator[str]:
    """What is not broken: a word, a Chinese character, each with the marks that cling to it."""
    unit = ""
    for atom in _ATOMS.findall(text):
        clings = (
            bool(unit)
            and unit != " "
            and atom != " "
            and (atom[0] in _NOT_FIRST or unit[-1] in _NOT_LAST or unicodedata.combining(atom[0]) != 0)
        )
        if clings and columns(unit) + columns(atom) <= width:
            unit += atom
            continue
        if unit:
            yield unit
        unit = atom
    if unit:
        yield unit
