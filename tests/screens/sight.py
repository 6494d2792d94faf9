"""What is wrong with where the parts of a page stand: what must be in sight, what belongs together, how much room may be empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QRectF

from tests.screens.pieces import Piece, lines_of, painted_part, scrolls

HOLE = 360, 480  # px, on a screen that lies and on one that stands: a high row, a picture with its words
INSET = 10  # px between a text and the side of its card
FAR = 100  # px between a bar that moves and what it belongs to


def misplaced(everything: list[Piece], texts: list[Piece], stands: bool) -> Iterator[str]:
    """Each as a sentence.

    Args:
        everything: of the page.
        texts: those of it that are seen.
        stands: the screen does; else it lies.
    """
    yield from _first_sight(everything)
    yield from _signed(everything)
    yield from _counts(everything)
    yield from _holes(everything, HOLE[stands])
    yield from _titles(everything)
    yield from _said_twice(everything)
    yield from _padded(texts)
    yield from _bars(everything)
    yield from _fields(everything)


def _first_sight(everything: list[Piece]) -> Iterator[str]:
    """Before anything is touched: a page stands at its top, and shows its heading and whatever warns."""
    warnings = [piece for piece in everything if _warns(piece)]
    if not warnings and not any(piece.item.property("running") is True for piece in everything):
        for scroll in scrolls(piece.item for piece in everything):
            if scroll.property("contentY") > 1:
                yield "does not begin at its top"
    for piece in warnings:
        if piece.seen.height() < piece.box.height() - 3 and not _begins(piece):
            yield f"a warning is not in sight: {piece.item.property('text')[:24]}"
    for piece in everything:
        if piece.name == "heading" and piece.text:
            painted = painted_part(piece)
            if painted.intersected(piece.seen).height() < painted.height() - 3:
                yield f"the heading is not in sight: {piece}"


def _begins(piece: Piece) -> bool:
    """It is longer than the room, begins in sight, and goes on below."""
    above = piece.item.parentItem()
    while above is not None and above.property("scrolls") is None:
        above = above.parentItem()
    if above is None or piece.seen.top() > piece.box.top() + 1:
        return False
    return piece.box.height() > 0.95 * float(above.property("room"))


def _warns(piece: Piece) -> bool:
    """A `Note` that is no part of a list."""
    of_list = any(name.startswith("device-") for name in piece.path)
    return piece.item.property("textSize") is not None and piece.item.property("tone") in ("bad", "stored") and not of_list


def _wholly(piece: Piece) -> bool:
    painted = painted_part(piece)
    return painted.intersected(piece.seen).height() >= painted.height() - 3


def _signed(everything: list[Piece]) -> Iterator[str]:
    """Beside the pad stands all of what is signed."""
    if not any(piece.name == "pad" for piece in everything) or any(_warns(piece) for piece in everything):
        return
    for piece in everything:
        if piece.name == "lead" and not _wholly(piece):
            yield f"not all of what is signed is in sight: {piece}"


def _within(scroll: Any, everything: list[Piece]) -> list[Piece]:
    """What it scrolls."""

    def inside(item: Any) -> bool:
        above = item.parentItem()
        while above is not None and above != scroll:
            above = above.parentItem()
        return above is not None

    strip = ("more", "scrollUp", "scrollDown")
    return [piece for piece in everything if piece.name not in strip and inside(piece.item)]


def _counts(everything: list[Piece]) -> Iterator[str]:
    """A number of what waits below is the number of rows of a list, and nothing else waits there."""
    for scroll in scrolls(piece.item for piece in everything):
        told = int(scroll.property("below"))
        if not told:
            continue
        below = [piece for piece in _within(scroll, everything) if piece.text and piece.seen.isEmpty()]
        rows = [piece for piece in _within(scroll, everything) if piece.item.property("counted") is True and piece.seen.isEmpty()]
        boxes = [row.box.adjusted(-1, -1, 1, 1) for row in rows]
        if len(rows) != told:
            yield f"{told} rows are told of, {len(rows)} wait below"
        for piece in below:
            if not any(box.contains(painted_part(piece)) for box in boxes) and piece.item.property("heads") is not True:
                yield f"not counted among what waits below: {piece}"


def _holes(everything: list[Piece], most: int) -> Iterator[str]:
    """Where something waits below, there is no more room above it than a row or a note needs."""
    for scroll in scrolls(piece.item for piece in everything):
        hole = float(scroll.property("room")) - float(scroll.property("shown"))
        if scroll.property("anyBelow") is True and hole > most:
            yield f"a hole of {hole:.0f} px above what waits below"


def _titles(everything: list[Piece]) -> Iterator[str]:
    """No word and no character stands alone on the last line of a title."""
    for piece in everything:
        if piece.name == "heading" and piece.text:
            widths = [width for _, width in lines_of(piece.item)]
            if len(widths) > 1 and widths[-1] < 0.4 * max(widths):
                yield f"the last line of a title is short: {piece} ({widths[-1]:.0f} of {max(widths):.0f})"


def _said_twice(everything: list[Piece]) -> Iterator[str]:
    """The bar above does not say what the title says, and keeps clear of the edge."""
    titles = {piece.text for piece in everything if piece.name == "heading"}
    for piece in everything:
        if piece.name == "where" and piece.text in titles:
            yield f"said twice: {piece}"
        if piece.name in ("where", "site") and piece.text and piece.box.top() < 6:
            yield f"at the screen's edge: {piece}"


def _padded(texts: list[Piece]) -> Iterator[str]:
    """A text keeps clear of the sides of the card, or button, that it stands in."""
    for piece in texts:
        around = piece.item.parentItem()
        while around is not None and not (around.property("radius") and around.width() < 1900 and around.clip() is False):
            around = around.parentItem()
        if around is None:
            continue
        box, painted = around.mapRectToScene(QRectF(0, 0, around.width(), around.height())), painted_part(piece)
        if min(painted.left() - box.left(), box.right() - painted.right()) < INSET:
            yield f"at the edge of its card: {piece} ({painted.left() - box.left():.0f}, {box.right() - painted.right():.0f})"


def _bars(everything: list[Piece]) -> Iterator[str]:
    """A bar that moves stands under a sentence or a picture that says at what."""
    for piece in everything:
        if piece.item.property("running") is not True or piece.seen.isEmpty():
            continue
        over = [
            other
            for other in everything
            if (other.text or other.item.property("sourceSize") is not None)
            and not other.seen.isEmpty()
            and 0 <= piece.box.top() - (painted_part(other) if other.text else other.box).bottom() < FAR
            and other.box.left() < piece.box.right()
            and other.box.right() > piece.box.left()
        ]
        if not over:
            yield "a bar that moves stands alone"


def _fields(everything: list[Piece]) -> Iterator[str]:
    """What a field is for stands above it, or beside it."""
    for field in (piece for piece in everything if piece.name == "field"):
        for piece in everything:
            if piece.name == "heading" and piece.text and painted_part(piece).top() > field.box.bottom():
                yield f"below its field: {piece}"
