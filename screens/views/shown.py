"""The last door before the screen: nothing of a view is text that Qt, the voice or a rehearsal could stumble over, nor a box."""

from __future__ import annotations

from typing import Any

from kiosk.domain.characters import fit

# What is no text to be read: pictures as data: URLs, and a path.
_AS_IT_IS = frozenset({"picture", "code", "photo", "signature"})
# What a field holds comes back from it as it was shown: to mark a character there would send the mark.
_IN_A_FIELD = frozenset({("", "value"), ("", "query"), ("addresses", "value")})


def showable(view: dict[str, Any]) -> dict[str, Any]:
    """The view with each of its texts as it may be shown, wherever it came from: fit, and with the code point of each character
    that no font here has."""
    return _dict(view, "")


def _dict(view: dict[str, Any], within: str) -> dict[str, Any]:
    return {key: held if key in _AS_IT_IS else _showable(held, within, key) for key, held in view.items()}


def _showable(value: Any, within: str, key: str) -> Any:
    match value:
        case str():
            text = fit(value)
            return text if everyday(text) or (within, key) in _IN_A_FIELD else _marked(text)
        case dict():
            return _dict(value, key)
        case list() | tuple():
            return [_showable(held, within, key) for held in value]
    return value


def everyday(text: str) -> bool:
    """Whether GBK has all of it: of that the first typeface lacks "≒" alone. Nearly always, and then no typeface is looked into."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return "≒" not in text


def _marked(text: str) -> str:
    from kiosk.typefaces.faces import marked  # not before the first frame

    return marked(text)
