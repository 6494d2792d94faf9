"""What is wrong with a page as it is drawn: looked for in the tree of its items and in its pixels, by rules for all pages.

`faults` takes a window at rest. What is an exception to a rule stands here, with its reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QImage, QTextLayout, QTextOption
from PySide6.QtQml import QQmlExpression, QQmlProperty, qmlContext

from kiosk.session.state import Accessibility
from tests.screens.drawn import Drawn

SMALLEST_TEXT = 26  # px (look.md)
TARGET, GAP = 64, 8  # px: a finger's breadth of 20 mm on a screen of 82 px an inch, and what lies between two
HOLE = 360, 480  # px, on a screen that lies and on one that stands: a high row, a picture with its words
INSET = 10  # px between a text and the side of its card
FAR = 100  # px between a bar that moves and what it belongs to
CONTRAST, HIGH_CONTRAST = 4.5, 7.0  # WCAG 2.2, 1.4.3 and 1.4.6
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# Names of people and what they wrote, as the tests have them: in no other language than their own.
_OWN_WORDS = re.compile("[王李赵孙陈](秀英|娜|[^，。 ]*)\\*?|样板区[^，。 ]*|材料不全|中文|持证人|证件号码|坐落|证号")


class Piece:
    """An item that is seen: where it lies in the window, and how much of it whatever scrolls around it lets be seen."""

    def __init__(self, item: Any, box: QRectF, seen: QRectF, path: tuple[str, ...]) -> None:
        self.item, self.box, self.seen, self.path = item, box, seen, path
        self.text: str = item.property("text") or "" if item.property("lineCount") is not None else ""
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


def faults(view: Drawn, language: str, ease: Accessibility) -> list[str]:
    """Each as a sentence that names the rule and the item; [] for a page that keeps all rules."""
    image = settled(view)
    all_pieces = pieces(view)
    keyboard = next((piece.box for piece in all_pieces if piece.name == "keyboard"), QRectF())
    bars = [piece.box for piece in all_pieces if piece.name in ("topBar", "bottomBar")]
    texts = [piece for piece in all_pieces if piece.text and not piece.seen.isEmpty()]
    targets = [piece for piece in all_pieces if is_target(piece) and not piece.seen.isEmpty()]
    return [
        *_cut(texts),
        *_overlapping(texts),
        *_small(texts),
        *_broken(texts),
        *_untranslated(texts, language),
        *_targets(targets, view, ease.low, keyboard),
        *_covered([*texts, *targets], keyboard_area(view, keyboard), bars, view),
        *_pale(texts, image, HIGH_CONTRAST if ease.contrast else CONTRAST),
        *_names(view, language, targets),
        *_first_sight(all_pieces),
        *_signed(all_pieces),
        *_counts(all_pieces),
        *_holes(all_pieces, HOLE[view.window.height() > view.window.width()]),
        *_titles(all_pieces),
        *_said_twice(all_pieces),
        *_padded(texts),
        *_bars(all_pieces),
        *_fields(all_pieces),
        *_focus(view, targets),
    ]


def keyboard_area(view: Drawn, box: QRectF) -> QRectF:
    """Where the keys of Qt's keyboard are; the room for candidates above them is empty while there are none."""
    if box.isEmpty():
        return box
    panel = next((item for item in view.items() if item.objectName() == "keys"), None)
    return panel.mapRectToScene(QRectF(0, 0, panel.width(), panel.height())) if panel else QRectF()


def is_target(piece: Piece) -> bool:
    if piece.name in ("scrollUp", "scrollDown"):
        return True
    return piece.pressable and piece.item.property("usable") is not False


_RIGHT, _MIDDLE = 2, 4  # Text.AlignRight, Text.AlignHCenter


def _aligned(item: Any) -> int:
    """PySide has no converter for this enumeration."""
    context = qmlContext(item)
    assert context is not None
    return int(QQmlExpression(context, item, "horizontalAlignment | 0").evaluate()[0])


def _painted(piece: Piece) -> QRectF:
    """The part of its box that a text's lines fill."""
    wide, high = float(piece.item.property("contentWidth")), float(piece.item.property("contentHeight"))
    scale = piece.box.width() / piece.item.width() if piece.item.width() else 1.0
    side = _aligned(piece.item) if piece.item.width() - wide > 2 else 0
    left = {_MIDDLE: (piece.item.width() - wide) / 2, _RIGHT: piece.item.width() - wide}.get(side, 0.0)
    return piece.item.mapRectToScene(QRectF(left, 0, wide, high)) if scale else piece.box


def _cut(texts: list[Piece]) -> Iterator[str]:
    for piece in texts:
        painted = _painted(piece)
        if piece.item.property("truncated") and piece.name != "where":  # in larger text, in one line above the page
            yield f"shortened: {piece}"
        if painted.width() > piece.box.width() + 2 and not piece.item.property("truncated"):
            yield f"wider than its place: {piece}"
        if painted.intersected(piece.seen).width() < painted.width() - 3:
            yield f"cut off at the side: {piece}"
        lines = int(piece.item.property("lineCount"))
        visible = painted.intersected(piece.seen).height()
        if visible < painted.height() - 3:
            line = painted.height() / lines
            if lines <= 2 or abs(visible / line - round(visible / line)) > 0.12:
                yield f"cut off: {piece}"


def _overlapping(texts: list[Piece]) -> Iterator[str]:
    boxes = [(piece, _painted(piece).intersected(piece.seen)) for piece in texts]
    for at, (one, first) in enumerate(boxes):
        for other, second in boxes[at + 1 :]:
            both = first.intersected(second)
            if both.width() > 3 and both.height() > 8:
                yield f"over each other: {one} / {other}"


def _small(texts: list[Piece]) -> Iterator[str]:
    for piece in texts:
        size = QQmlProperty(piece.item, "font.pixelSize").read() * (
            piece.box.height() / piece.item.height() if piece.item.height() else 1
        )
        if size < SMALLEST_TEXT - 0.5 and piece.name != "site":  # a site's name is set smaller rather than cut
            yield f"smaller than {SMALLEST_TEXT} px: {piece} ({size:.0f})"


def _broken(texts: list[Piece]) -> Iterator[str]:
    """Within a word of Latin letters or a number."""
    for piece in texts:
        item = piece.item
        if int(item.property("lineCount")) < 2 or item.property("parts") is not None:
            continue
        layout = QTextLayout(item.property("text").replace("\n", "\u2028"), item.property("font"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        ends = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(item.width())
            ends.append(line.textStart() + line.textLength())
        layout.endLayout()
        text = item.property("text")
        units = text.encode("utf-16-le")  # by which Qt counts: a rare character is two of them
        for end in (len(units[: 2 * end].decode("utf-16-le", "ignore")) for end in ends[:-1]):
            if end < len(text) and _WORD.match(text[end - 1]) and _WORD.match(text[end]):
                yield f"broken within a word: {text[max(0, end - 8) : end]}|{text[end : end + 8]}"


def _untranslated(texts: list[Piece], language: str) -> Iterator[str]:
    for piece in texts:
        if language == "en" and _CHINESE.search(_OWN_WORDS.sub("", piece.text)):
            yield f"not in English: {piece.text}"


def _targets(targets: list[Piece], view: Drawn, low: bool, keyboard: QRectF) -> Iterator[str]:
    half = view.window.height() / 2 if view.window.height() > view.window.width() else 0.0
    keypad = any("keypad" in piece.path for piece in targets) or not keyboard.isEmpty()
    for piece in targets:
        if piece.seen.height() < piece.box.height() - 2 or piece.seen.width() < piece.box.width() - 2:
            yield f"button cut off: {piece} {piece.seen.height():.0f} of {piece.box.height():.0f}"
        elif min(piece.box.width(), piece.box.height()) < TARGET:
            yield f"button too small: {piece} {piece.box.width():.0f} x {piece.box.height():.0f}"
        if low and piece.box.center().y() < half and not _may_be_high(piece, keypad):
            yield f"button out of reach: {piece} at {piece.box.center().y():.0f}"
    for at, one in enumerate(targets):
        for other in targets[at + 1 :]:
            if one.box.contains(other.box) or other.box.contains(one.box):
                continue
            near = one.box.adjusted(-GAP + 1, -GAP + 1, GAP - 1, GAP - 1).intersected(other.box)
            if not near.isEmpty():
                yield f"buttons too near: {one} / {other}"


def _may_be_high(piece: Piece, keypad: bool) -> bool:
    # The keyboard and the bars take the lower half: field and hits stand as low as they then can. Keypad and keyboard are as high
    # as their keys; a question in larger text that they leave no room is turned above them, and what fills a field in stands on it.
    # Six settings in larger text are more than half a screen. The touch test is about all of the screen.
    if piece.name in ("field", "clear") or piece.name.startswith(("accessibility-", "touch-")):
        return True
    above_keypad = ("scrollUp", "scrollDown", "readDocument", "seeTaken")
    return "hits" in piece.path or "keypad" in piece.path or (keypad and piece.name in above_keypad)


def _covered(wanted: list[Piece], keyboard: QRectF, bars: list[QRectF], view: Drawn) -> Iterator[str]:
    """By Qt's keyboard, or by the bars above and below."""
    over = [keyboard, *bars]
    whole = QRectF(0, 0, view.window.width(), view.window.height()).adjusted(-1, -1, 1, 1)
    for piece in wanted:
        box = _painted(piece) if piece.text else piece.box
        box = box.intersected(piece.seen)
        if box.isEmpty():
            continue
        if not whole.contains(box):
            yield f"out of the window: {piece}"
        if "topBar" in piece.path or "bottomBar" in piece.path:
            continue
        for bar in over:
            both = box.intersected(bar)
            if both.width() > 2 and both.height() > 2:
                yield f"covered: {piece}"


_STEPS = 16384  # of luminance
_PARTS = np.arange(256) / 255
_LINEAR = np.where(_PARTS <= 0.04045, _PARTS / 12.92, ((_PARTS + 0.055) / 1.055) ** 2.4)
_RED, _GREEN, _BLUE = (np.round(_LINEAR * weight * (_STEPS - 2)).astype(np.uint16) for weight in (0.2126, 0.7152, 0.0722))


def _light(pixels: Any) -> Any:
    """Relative luminance (WCAG 2.2) of each pixel of RGB, in steps."""
    return (_RED[pixels[..., 0]] + _GREEN[pixels[..., 1]] + _BLUE[pixels[..., 2]]).ravel()


def _pale(texts: list[Piece], image: QImage, least: float) -> Iterator[str]:
    """Text that hardly stands out: the commonest pixel of its place is the ground, the one unlikest it the ink."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    wide, high = image.width(), image.height()
    whole = np.frombuffer(image.constBits(), np.uint8).reshape(high, image.bytesPerLine())[:, : wide * 3].reshape(high, wide, 3)
    for piece in texts:
        box = _painted(piece).intersected(piece.seen).toAlignedRect()
        cut = whole[max(0, box.top()) : box.bottom(), max(0, box.left()) : box.right()]
        if cut.size < 30:
            continue
        light = _light(cut)
        ground = int(np.bincount(light).argmax())
        inks = [
            (max(ground, ink) / _STEPS + 0.05) / (min(ground, ink) / _STEPS + 0.05) for ink in (int(light.min()), int(light.max()))
        ]
        if max(inks) < least:
            yield f"contrast {max(inks):.1f}: {piece}"


def told(view: Drawn) -> Iterator[tuple[Any, str]]:
    """Each thing that a screen reader finds: its role and its name. What lies under an overlay is left out."""
    now = set(view.items(view.window.property("layer")))

    def walk(found: Any) -> Iterator[tuple[Any, str]]:
        if found is None or not found.isValid() or found.state().invisible:
            return
        if found.object() in now:
            yield found.role(), found.text(QAccessible.Text.Name)
        for number in range(found.childCount()):
            yield from walk(found.child(number))

    yield from walk(QAccessible.queryAccessibleInterface(view.window))


def _names(view: Drawn, language: str, targets: list[Piece]) -> Iterator[str]:
    role = QAccessible.Role
    pressed = [name for kind, name in told(view) if kind in (role.Button, role.RadioButton, role.CheckBox, role.EditableText)]
    if not pressed and targets:
        yield "nothing on the page can be found by a screen reader"
    for name, times in Counter(pressed).items():
        if not name.strip():
            yield "a button or field without a name"
        elif times > 1:
            yield f"{times} things of one name: {name}"
        elif language == "en" and _CHINESE.search(_OWN_WORDS.sub("", name)):
            yield f"name not in English: {name}"


def _scrolls(items: Iterable[Any]) -> list[Any]:
    return [item for item in items if item.property("scrolls") is True]


def _first_sight(everything: list[Piece]) -> Iterator[str]:
    """Before anything is touched: a page stands at its top, and shows its heading and whatever warns."""
    warnings = [piece for piece in everything if _warns(piece)]
    if not warnings and not any(piece.item.property("running") is True for piece in everything):
        for scroll in _scrolls(piece.item for piece in everything):
            if scroll.property("contentY") > 1:
                yield "does not begin at its top"
    for piece in warnings:
        if piece.seen.height() < piece.box.height() - 3 and not _begins(piece):
            yield f"a warning is not in sight: {piece.item.property('text')[:24]}"
    for piece in everything:
        if piece.name == "heading" and piece.text:
            painted = _painted(piece)
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
    painted = _painted(piece)
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
    for scroll in _scrolls(piece.item for piece in everything):
        told = int(scroll.property("below"))
        if not told:
            continue
        below = [piece for piece in _within(scroll, everything) if piece.text and piece.seen.isEmpty()]
        rows = [piece for piece in _within(scroll, everything) if piece.item.property("counted") is True and piece.seen.isEmpty()]
        boxes = [row.box.adjusted(-1, -1, 1, 1) for row in rows]
        if len(rows) != told:
            yield f"{told} rows are told of, {len(rows)} wait below"
        for piece in below:
            if not any(box.contains(_painted(piece)) for box in boxes) and piece.item.property("heads") is not True:
                yield f"not counted among what waits below: {piece}"


def _holes(everything: list[Piece], most: int) -> Iterator[str]:
    """Where something waits below, there is no more room above it than a row or a note needs."""
    for scroll in _scrolls(piece.item for piece in everything):
        hole = float(scroll.property("room")) - float(scroll.property("shown"))
        if scroll.property("anyBelow") is True and hole > most:
            yield f"a hole of {hole:.0f} px above what waits below"


def _line_widths(piece: Piece) -> list[float]:
    """Of the lines in which it is set."""
    layout = QTextLayout(piece.text.replace("\n", "\u2028"), piece.item.property("font"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    widths = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(piece.item.width())
        widths.append(line.naturalTextWidth())
    layout.endLayout()
    return widths


def _titles(everything: list[Piece]) -> Iterator[str]:
    """No word and no character stands alone on the last line of a title."""
    for piece in everything:
        if piece.name == "heading" and piece.text:
            widths = _line_widths(piece)
            if len(widths) > 1 and widths[-1] < 0.4 * max(widths):
                yield f"the last line of a title is short: {piece} ({widths[-1]:.0f} of {max(widths):.0f})"


def _said_twice(everything: list[Piece]) -> Iterator[str]:
    """The bar above does not say what the title says, and has room for it."""
    titles = {piece.text for piece in everything if piece.name == "heading"}
    for piece in everything:
        if piece.name == "where" and piece.text in titles:
            yield f"said twice: {piece}"
        if piece.name == "where" and piece.item.property("truncated") and int(piece.item.property("lineCount")) < 2:
            yield f"shortened though there is a second line: {piece}"
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
        box, painted = around.mapRectToScene(QRectF(0, 0, around.width(), around.height())), _painted(piece)
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
            and 0 <= piece.box.top() - (_painted(other) if other.text else other.box).bottom() < FAR
            and other.box.left() < piece.box.right()
            and other.box.right() > piece.box.left()
        ]
        if not over:
            yield "a bar that moves stands alone"


def _fields(everything: list[Piece]) -> Iterator[str]:
    """What a field is for stands above it, or beside it."""
    for field in (piece for piece in everything if piece.name == "field"):
        for piece in everything:
            if piece.name == "heading" and piece.text and _painted(piece).top() > field.box.bottom():
                yield f"below its field: {piece}"


def _focus(view: Drawn, targets: list[Piece]) -> Iterator[str]:
    if not targets:
        return
    item = view.window.activeFocusItem()
    if item is None or item.property("focusable") is not True:
        yield f"nothing has the focus ({item.objectName() if item else None})"
        return
    view.keyed(True)
    if not view.seen():
        yield f"the focus is out of sight: {item.objectName()}"
    view.keyed(False)
    for scroll in _scrolls(view.items()):
        scroll.setProperty("contentY", 0)  # the next page may be the same one, changed
