"""What is wrong with a page as it is drawn: looked for in the tree of its items and in its pixels, by rules for all pages.

`faults` takes a window at rest. What is an exception to a rule stands here, with its reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtQml import QQmlProperty

from kiosk.domain.text import JOINER
from kiosk.session.state import Accessibility
from tests.screens.drawn import Drawn
from tests.screens.pieces import Piece, lines_of, painted_part, pieces, scrolls, settled
from tests.screens.sight import misplaced

SMALLEST_TEXT = 26  # px (look.md)
TARGET, GAP = 64, 8  # px: a finger's breadth of 20 mm on a screen of 82 px an inch, and what lies between two
CONTRAST, HIGH_CONTRAST = 4.5, 7.0  # WCAG 2.2, 1.4.3 and 1.4.6
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# Names of people and what they wrote, as the tests have them: in no other language than their own. What is
# printed on a paper in Chinese stands in brackets behind what it means.
_OWN_WORDS = re.compile("[王李赵孙陈](秀英|娜|[^，。 ]*)\\*?|样板区[^，。 ]*|材料不全|中文|\\([\u3400-\u9fff]+\\)")


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
        *misplaced(all_pieces, texts, view.window.height() > view.window.width()),
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


def _cut(texts: list[Piece]) -> Iterator[str]:
    for piece in texts:
        painted = painted_part(piece)
        if piece.item.property("truncated"):
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
    boxes = [(piece, painted_part(piece).intersected(piece.seen)) for piece in texts]
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
    """Within a word of Latin letters, a number or a name."""
    for piece in texts:
        item = piece.item
        if int(item.property("lineCount")) < 2 or item.property("parts") is not None:
            continue
        text = item.property("text")
        units = text.encode("utf-16-le")  # by which Qt counts: a rare character is two of them
        for end in (len(units[: 2 * end].decode("utf-16-le", "ignore")) for end, _ in lines_of(item)[:-1]):
            if end < len(text) and JOINER in (text[end - 1], text[end]):
                yield f"broken within a name: {text[max(0, end - 8) : end]}|{text[end : end + 8]}"
            elif end < len(text) and _WORD.match(text[end - 1]) and _WORD.match(text[end]):
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
        box = painted_part(piece) if piece.text else piece.box
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
        box = painted_part(piece).intersected(piece.seen).toAlignedRect()
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
        elif language == "en" and _CHINESE.search(_OWN_WORDS.sub("", name.replace(JOINER, ""))):
            yield f"name not in English: {name}"


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
    for scroll in scrolls(view.items()):
        scroll.setProperty("contentY", 0)  # the next page may be the same one, changed
