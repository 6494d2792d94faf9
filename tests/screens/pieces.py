"""The pieces of a page as it is drawn: where each lies, and how much of it is seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QTextLayout, QTextOption
from PySide6.QtQml import QQmlExpression, qmlContext

from kiosk.domain.text import JOINER
from tests.screens.drawn import Drawn


class Piece:
    """An item that is seen: where it lies in the window, and how much of it whatever scrolls around it lets be seen."""

    def __init__(self, item: Any, box: QRectF, seen: QRectF, path: tuple[str, ...]) -> None:
        self.item, self.box, self.seen, self.path = item, box, seen, path
        text = item.property("text") or "" if item.property("lineCount") is not None else ""
        self.text: str = text.replace(JOINER, "")
        self.pressable = item.property("focusable") is not None and item.property("name") is not None
        self.name = item.objectName()

    def __str__(self) -> str:
        return self.text[:24] if self.text else self.name or "(no name)"


def pieces(view: Drawn) -> list[Piece]:
    """Everything visible of the page, or of what lies over it, in the order in which it is painted. Qt's own keyboard is one."""
    found: list[Piece] = []
    everywhere = QRectF(-10000, -10000, 30000, 30000)

    def walk(item: Any, clip: QRectF, path: tuple[str, ...]) -> None:
        if not item.isVisible() or item.opacity() == 0:
            return
        box = item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))
        if item.clip():
            clip = clip.intersected(box)
        path = (*path, item.objectName())
        found.append(Piece(item, box, box.intersected(clip), path))
        if item.objectName() == "keyboard":
            return
        for child in sorted(item.childItems(), key=lambda child: child.z()):
            walk(child, clip, path)

    layer = view.window.property("layer")
    walk(layer, everywhere, ())
    return found


def settled(view: Drawn) -> QImage:
    """Its picture, once everything that is laid out when it is first drawn has its place."""
    view.rest()
    view.window.grabWindow()
    view.rest()
    picture: QImage = view.window.grabWindow()
    return picture


_RIGHT, _MIDDLE = 2, 4  # Text.AlignRight, Text.AlignHCenter


def _aligned(item: Any) -> int:
    """PySide has no converter for this enumeration."""
    context = qmlContext(item)
    assert context is not None
    return int(QQmlExpression(context, item, "horizontalAlignment | 0").evaluate()[0])


def painted_part(piece: Piece) -> QRectF:
    """The part of its box that a text's lines fill."""
    wide, high = float(piece.item.property("contentWidth")), float(piece.item.property("contentHeight"))
    scale = piece.box.width() / piece.item.width() if piece.item.width() else 1.0
    side = _aligned(piece.item) if piece.item.width() - wide > 2 else 0
    left = {_MIDDLE: (piece.item.width() - wide) / 2, _RIGHT: piece.item.width() - wide}.get(side, 0.0)
    return piece.item.mapRectToScene(QRectF(left, 0, wide, high)) if scale else piece.box


def lines_of(item: Any) -> list[tuple[int, float]]:
    """The lines in which a text is set: where each ends, in the units by which Qt counts (UTF-16), and its width in px."""
    layout = QTextLayout(item.property("text").replace("\n", "\u2028"), item.property("font"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(item.width())
        lines.append((line.textStart() + line.textLength(), line.naturalTextWidth()))
    layout.endLayout()
    return lines


def scrolls(items: Iterable[Any]) -> list[Any]:
    """Those of these items that scroll what is in them."""
    return [item for item in items if item.property("scrolls") is True]
