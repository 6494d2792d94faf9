"""The last door before the screen: nothing of a view is text that Qt, the voice or a rehearsal could stumble over."""

from __future__ import annotations

from typing import Any

from kiosk.domain.characters import fit

# What is no text to be read: pictures as data: URLs, a path, and what a field holds, which comes back from it as it is.
_AS_IT_IS = frozenset({"picture", "code", "photo", "signature"})


def showable(view: dict[str, Any]) -> dict[str, Any]:
    """The view with each of its texts as it may be shown, wherever it came from."""
    return {key: held if key in _AS_IT_IS else _showable(held) for key, held in view.items()}


def _showable(value: Any) -> Any:
    match value:
        case str():
            return fit(value)
        case dict():
            return showable(value)
        case list() | tuple():
            return [_showable(held) for held in value]
    return value
