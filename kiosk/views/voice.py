"""What the voice says of a page, line by line: what is wrong, what the page is, what stands on it and can be chosen, the way on.

Where it was asked for, or where a thing is left behind. Whoever stands by hears it too: no number of a person is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from kiosk.domain.text import JOINER
from kiosk.domain.values import Value
from kiosk.views.accessibility import Setting
from kiosk.views.base import FactRow, Kind, PageView, Row, View
from kiosk.views.frame import Frame
from kiosk.views.leaving import LeavingView
from kiosk.views.to_screen import plan


class SpokenLine(Value):
    """``shown``: the texts on the screen that it says. ``quiet``: not worth a word by itself where it comes anew to what was read
    out before. ``once``: not said again on the next page."""

    said: str
    shown: tuple[str, ...] = ()
    quiet: bool = False
    once: bool = False


# Of a card, a telephone, a case, a receipt; masked or not, with the letters that belong to it.
_LONG_NUMBER = re.compile(r"[0-9A-Za-z*-]*(?:[0-9*][ \u00a0\u2002-]?){5,}[0-9*][0-9A-Za-z*-]*")
_DAY = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})(?: ([0-9]{2}):([0-9]{2}))?\b")
_TIME = re.compile(r"(日|\b[0-9]{4}),? ([0-9]{2}):([0-9]{2})\b")  # after a day that is written out
_MASKED = re.compile(r"([^\W\d_])\*+")  # a name of which the first character is shown
_ENDS = tuple("，。？！：；、…,.?!:;")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


class _Words(Value):
    """The voice's own, in one language."""

    below: str
    button: str
    choices: str
    chosen: str
    rest: str  # of a name
    unsaid: str  # a number
    between: str
    after: str  # what has an end of its own
    colon: str
    day: str
    time: str


_ZH = _Words("下面的按钮：", "按钮：", "可以选：", "已选", r"\1某", "不念出来", "，", "", "：", "{0}年{1}月{2}日", "{0}点{1:02}分")
_EN = _Words(
    "Button below: ",
    "Button: ",
    "You may choose: ",
    "chosen",
    r"\1, the rest not said,",
    "not read out",
    ", ",
    " ",
    ": ",
    "{2} {3} {0}",
    " at {0}:{1:02}",
)


def spoken(view: PageView, frame: Frame) -> tuple[SpokenLine, ...]:
    """The lines for a page, or for what lies over it; none where there is nothing to say."""
    words = _EN if frame.language == "en" else _ZH
    if frame.warning.title:
        return _each_once(SpokenLine(text, (text,), quiet=True) for text in (frame.warning.title, frame.warning.text))
    if frame.overlay.kind:
        return _each_once(_lines(frame.overlay, words))
    return _each_once(_of_page(view, frame.network, words))


def left_behind(view: PageView) -> tuple[SpokenLine, ...]:
    """What is said aloud though nobody asked for the voice: a card that still lies on the reader."""
    if not isinstance(view, LeavingView):
        return ()
    return tuple(SpokenLine(row.note, (row.note,)) for row in view.rows if row.attention and row.note)


def _of_page(view: PageView, network: str, words: _Words) -> Iterator[SpokenLine]:
    if network:
        yield SpokenLine(network, (network,), once=True)
    yield from _lines(view, words)
    if view.primary:
        yield SpokenLine(words.below + view.primary, (view.primary,))


def _lines(view: View, words: _Words) -> Iterator[SpokenLine]:
    """All lines of a view, each text by itself."""
    for name, _, kind in plan(type(view)):
        yield from _of_field(getattr(view, name), kind, words)


def _of_field(value: Any, kind: Kind, words: _Words) -> Iterator[SpokenLine]:
    match value:
        case str() if kind in (Kind.SAID, Kind.BUTTON, Kind.ALOUD):
            for text in value.split("\n"):
                said = text if kind is Kind.ALOUD else _aloud(text, words)
                yield SpokenLine(words.button + said if said and kind is Kind.BUTTON else said, (text,))
        case Row():
            yield from _row(value, words)
        case View():
            yield from _lines(value, words)
        case tuple():
            for one in value:
                yield from _of_field(one, kind, words)


def _row(row: Row, words: _Words) -> Iterator[SpokenLine]:
    """A row is one line: who listens hears what belongs together. What it holds besides follows, a line each."""
    fields = [(getattr(row, name), kind) for name, _, kind in plan(type(row))]
    spoken = (Kind.SAID, Kind.BUTTON, Kind.ALOUD)
    texts = [(value, kind) for value, kind in fields if isinstance(value, str) and value and kind in spoken]
    said = [text if kind is Kind.ALOUD else _aloud(text, words) for text, kind in texts]
    if isinstance(row, FactRow):
        value = _aloud(row.value, words) or (words.unsaid if row.value else "")
        said = [row.label + (words.colon + value if value else "")]
    chosen = getattr(row, "chosen", None)
    if chosen:
        said = [*said, words.chosen]
    yield SpokenLine(_joined(said, words), tuple(text for text, _ in texts), quiet=chosen is False)
    if isinstance(row, Setting):
        titles = tuple(choice.title for choice in row.choices)
        yield SpokenLine(words.choices + words.between.join(titles), titles, quiet=True)
        return
    for value, kind in fields:
        if not isinstance(value, str):
            yield from _of_field(value, kind, words)


def _joined(parts: Iterable[str], words: _Words) -> str:
    said = ""
    for part in parts:
        if part:
            said += part if not said else (words.after if said.endswith(_ENDS) else words.between) + part
    return said


def _each_once(lines: Iterable[SpokenLine]) -> tuple[SpokenLine, ...]:
    said: dict[str, SpokenLine] = {}
    for line in lines:
        if line.said:
            said.setdefault(line.said, line)
    return tuple(said.values())


def _aloud(text: str, words: _Words) -> str:
    """A hotline is said; the number of a person or a case is not: "" where there is nothing else. "王*" is "王某", and no 王."""
    text = _DAY.sub(lambda found: _day(found, words), text.replace(JOINER, ""))
    text = _TIME.sub(lambda found: found[1] + words.time.format(int(found[2]), int(found[3])), text)
    if not _LONG_NUMBER.sub("", text).strip(" ：:"):
        return ""
    text = _LONG_NUMBER.sub(f" ({words.unsaid}) ", text)
    text = _MASKED.sub(words.rest, text).replace(" · ", words.between)
    return " ".join(text.split()).strip(" ：:")


def _day(found: re.Match[str], words: _Words) -> str:
    """A day, and a time of it, as people say it and not as it is sorted."""
    year, month, day = (int(number) for number in found.groups()[:3])
    if not 1 <= month <= 12:
        return found[0]
    said = words.day.format(year, month, day, _MONTHS[month - 1])
    return said + words.time.format(int(found[4]), int(found[5])) if found[4] else said
