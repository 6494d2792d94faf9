"""What the voice says of a page: what is wrong, what the page is, what stands on it and can be chosen, and the way on.

Where it was asked for, or where a thing is left behind. Whoever stands by hears it too: no number of a person is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

View = dict[str, Any]

_FIRST = ("faultTitle", "fault", "problem", "title", "word", "sentence", "text", "hint")
# What a page is drawn or driven by, and no words on it.
_UNSAID = (
    frozenset(
        ("act", "icon", "key", "code", "codeText", "tone", "cannotTone", "kind", "level", "picture", "photo", "png", "preview")
    )
    | frozenset(
        ("signature", "widget", "query", "identifier", "device", "language", "maxLength", "marked", "unshown", "person", "number")
    )
    | frozenset(("mobile", "sample", "data", "area", "other", "otherLanguage", "count", "primary", "serial"))
    | frozenset(("date", "erase", "clear", "continue", "numberLabel", "serialLabel", "photoName", "codeShort"))
    | frozenset(("changeName", "takeName", "dropName", "byKeys"))
)
_LONG_NUMBER = re.compile(r"[0-9Xx* -]*(?:[0-9*][ -]?){6,}[0-9Xx* -]*")  # of a card, a telephone, a case; masked or not
_MASKED = re.compile(r"([^\W\d_])\*+")  # a name of which the first character is shown


def spoken(page: str, view: View, frame: View) -> str:
    """The sentences for a page, or for what lies over it; "" where there is nothing to say."""
    chinese = frame.get("language") != "en"
    if warning := frame.get("warning"):
        return _sentences([warning["title"], warning["text"]], chinese)
    if overlay := frame.get("overlay"):
        return _sentences(_of(overlay), chinese)
    if page in ("WipedPage", ""):
        return ""
    primary = str(view.get("primary") or "")
    way_on = [f"下面的按钮：{primary}" if chinese else f"Button below: {primary}"] if primary else []
    return _sentences([*_of(view), *way_on], chinese)


def left_behind(page: str, view: View) -> str:
    """What is said aloud whether or not the voice is on: a card that still lies on the reader."""
    if page != "LeavingPage":
        return ""
    return "。".join(row["note"] for row in view["rows"] if row["attention"] and row["note"])


def _of(view: View) -> Iterator[str]:
    """All words of a view, the most pressing first."""
    for key in _FIRST:
        if key != "faultTitle" or view.get("fault"):
            yield from _words(view.get(key))
    for key, value in view.items():
        # An option's value is for the program; beside a label it is for people.
        if key not in _FIRST and key not in _UNSAID and (key != "value" or "label" in view):
            yield from _words(value)


def _words(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from _of(value)
        case list() | tuple():
            for one in value:
                yield from _words(one)


def _sentences(parts: Any, chinese: bool) -> str:
    said: list[str] = []
    for part in parts:
        told = _aloud(part, chinese)
        if told and told not in said:
            said.append(told)
    return "\n".join(said)


def _aloud(text: str, chinese: bool) -> str:
    """A hotline is said; the number of a person or a case is not. "王*" is "王某", and no 王."""
    text = _LONG_NUMBER.sub(" ", text)
    return _MASKED.sub(r"\1某" if chinese else r"\1, the rest not said,", text).strip(" \n：:")
