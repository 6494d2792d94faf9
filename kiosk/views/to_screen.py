"""The last door before the screen: a view becomes the values that QML shows, and nothing of it is text that Qt, the voice or a
rehearsal could stumble over, nor a box."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import Any

from kiosk.domain.characters import fit
from kiosk.domain.text import JOINER
from kiosk.views.base import Kind, View, kind_of

# All of it is in GBK; to ask its codec, which is a library of its own, would take a hundredth of the time to the first frame.
_PLAIN = re.compile("[ -~\n\u4e00-\u9fa5\u3001\u3002\u300a\u300b\uff01-\uff5e\u00b7\u2014\u2018\u2019\u201c\u201d\u2026]*")


def to_screen(view: View) -> dict[str, Any]:
    """The view with each of its texts as it may be shown, wherever it came from: fit, and with the code point of each character
    that no font here has."""
    return {shown: _shown(getattr(view, name), kind) for name, shown, kind in plan(type(view))}


@cache
def plan(kind: type[View]) -> tuple[tuple[str, str, Kind], ...]:
    """(field, its name on the screen, its kind) of each field of a kind of view, in their order."""
    written: dict[str, object] = {}
    for base in reversed(kind.__mro__):
        written |= vars(base).get("__annotations__", {})
    names = zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
    return tuple((name, shown, kind_of(written[name])) for name, shown in names)


def _shown(value: Any, kind: Kind) -> Any:
    match value:
        case str() if kind is Kind.DATA:
            return value
        case str():
            text = fit(value)
            return text if everyday(text) or kind is Kind.FIELD else _marked(text)
        case View():
            return to_screen(value)
        case tuple():
            return [_shown(held, kind) for held in value]
        case Enum():
            return value.value
    return value


def everyday(text: str) -> bool:
    """Whether GBK has all of it: of that the first typeface lacks "≒" alone. Nearly always, and then no typeface is looked into."""
    text = text.replace(JOINER, "")
    if _PLAIN.fullmatch(text):
        return True
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return "≒" not in text


def _marked(text: str) -> str:
    from kiosk.typefaces.faces import marked  # not before the first frame

    return marked(text)
