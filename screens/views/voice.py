"""What the voice says of a page, line by line: what is wrong, what the page is, what stands on it and can be chosen, the way on.

Where it was asked for, or where a thing is left behind. Whoever stands by hears it too: no number of a person is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kiosk.domain.values import Value

View = dict[str, Any]


class Line(Value):
    """``shown``: the texts on the screen that it says. ``quiet``: not worth a word by itself where it comes anew to what was read
    out before. ``once``: not said again on the next page."""

    said: str
    shown: tuple[str, ...] = ()
    quiet: bool = False
    once: bool = False


_FIRST = ("fault", "problem", "notice", "nth", "title", "word", "sentence", "cannot", "text", "paper", "hint")
_BUTTONS = frozenset(("retry", "read", "yes", "no", "again", "stop", "skip", "close", "stay", "leave", "ease", "voice"))
# What a page is drawn or driven by, no words on it, or said in another way.
_UNSAID = (
    frozenset(
        ("act", "icon", "key", "code", "codeText", "tone", "cannotTone", "kind", "level", "picture", "photo", "png", "preview")
    )
    | frozenset(
        ("signature", "widget", "query", "identifier", "device", "language", "maxLength", "marked", "unshown", "person", "number")
    )
    | frozenset(("mobile", "sample", "data", "area", "other", "otherLanguage", "count", "primary", "serial", "name", "parts"))
    | frozenset(
        ("date", "erase", "clear", "continue", "numberLabel", "serialLabel", "photoName", "codeShort", "stages", "check", "change")
    )
    | frozenset(("changeName", "takeName", "dropName", "byKeys", "step"))
)
# Of a card, a telephone, a case, a receipt; masked or not, with the letters that belong to it.
_LONG_NUMBER = re.compile(r"[0-9A-Za-z*-]*(?:[0-9*][ \u00a0\u2002-]?){5,}[0-9*][0-9A-Za-z*-]*")
_DAY = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})(?: ([0-9]{2}):([0-9]{2}))?\b")
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


def spoken(page: str, view: View, frame: View) -> tuple[Line, ...]:
    """The lines for a page, or for what lies over it; none where there is nothing to say."""
    words = _EN if frame.get("language") == "en" else _ZH
    if warning := frame.get("warning"):
        return _each_once(Line(words_said, (words_said,), quiet=True) for words_said in (warning["title"], warning["text"]))
    if overlay := frame.get("overlay"):
        return _each_once(_of(overlay, words))
    if page in ("WipedPage", ""):
        return ()
    return _each_once(_of_page(view, str(frame.get("network") or ""), words))


def left_behind(page: str, view: View) -> tuple[Line, ...]:
    """What is said aloud though nobody asked for the voice: a card that still lies on the reader."""
    if page != "LeavingPage":
        return ()
    return tuple(Line(row["note"], (row["note"],)) for row in view["rows"] if row["attention"] and row["note"])


def _of_page(view: View, network: str, words: _Words) -> Iterator[Line]:
    if network:
        yield Line(network, (network,), once=True)
    yield from _of(view, words)
    if primary := str(view.get("primary") or ""):
        yield Line(words.below + primary, (primary,))


def _of(view: View, words: _Words) -> Iterator[Line]:
    """All lines of a view, the most pressing first."""
    for key, value in _in_order(view):
        match value:
            case str() if key != "value":  # of a field, or for the program
                for text in value.split("\n"):
                    told = _aloud(text, words)
                    yield Line(words.button + told if told and key in _BUTTONS else told, (text,))
            case dict():
                # The state of a paper is for the page: its title says it to people.
                yield from _of({name: held for name, held in value.items() if key != "paper" or name != "state"}, words)
            case [dict(), *_] if key == "choices":
                titles = tuple(str(choice["title"]) for choice in value)
                yield Line(words.choices + words.between.join(titles), titles, quiet=True)
            case list() | tuple():
                for row in value:
                    chosen = view.get("value") if key == "options" else None
                    yield from (
                        _row(row, words, chosen, program=key == "options") if isinstance(row, dict) else _of({"": row}, words)
                    )


def _row(row: View, words: _Words, chosen: Any, program: bool) -> Iterator[Line]:
    """A row is one line: who listens hears what belongs together. ``chosen``: the value of the option that is; ``program``: values
    are for the program, not for people."""
    texts = [value for key, value in _in_order(row) if isinstance(value, str) and value and key not in ("label", "value")]
    said = _joined([text if row.get("aloud") else _aloud(text, words) for text in texts], words)
    shown = tuple(texts)
    if "label" in row:
        told = _aloud(str(row.get("value", "")), words) or (words.unsaid if row.get("value") else "")
        said = _joined([row["label"] + (words.colon + told if told else ""), said], words)
        shown = (row["label"], str(row.get("value", "")), *shown)
    elif row.get("value") and not program:
        said, shown = _joined([said, _aloud(row["value"], words)], words), (*shown, row["value"])
    is_chosen = row.get("chosen", bool(chosen) and row.get("value") == chosen)
    yield Line(
        _joined([said, words.chosen], words) if is_chosen else said, shown, quiet=not is_chosen and (program or "chosen" in row)
    )
    for key, value in _in_order(row):
        if isinstance(value, (list, tuple, dict)):
            yield from _of({key: value}, words)


def _in_order(view: View) -> Iterator[tuple[str, Any]]:
    for key in _FIRST:
        if key in view:
            yield key, view[key]
    for key, value in view.items():
        if key not in _FIRST and key not in _UNSAID:
            yield key, value


def _joined(parts: list[str], words: _Words) -> str:
    said = ""
    for part in parts:
        if part:
            said += part if not said else (words.after if said.endswith(_ENDS) else words.between) + part
    return said


def _each_once(lines: Iterator[Line]) -> tuple[Line, ...]:
    told: dict[str, Line] = {}
    for line in lines:
        if line.said:
            told.setdefault(line.said, line)
    return tuple(told.values())


def _aloud(text: str, words: _Words) -> str:
    """A hotline is said; the number of a person or a case is not: "" where there is nothing else. "王*" is "王某", and no 王."""
    text = _DAY.sub(lambda found: _day(found, words), text)
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
