"""Questions and materials that several children of a bundle share: whether they are one, and what settles them for all. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SAME_WORDS = ("title", "widget", "options", "ahead")
_BOUNDS = (("minLength", 1), ("minimum", 1), ("maxLength", -1), ("maximum", -1))  # and which way is narrower
_NO_BOUND = 10**9


def not_the_same(kept: Mapping[str, Any], question: Mapping[str, Any], declared: bool) -> str:
    """Why an answer to the one question is none to the other; "" where it is.

    ``declared``: the author says that they mean the same, so their words may differ.
    """
    one, other = ask_of(kept), ask_of(question)
    if not declared and any(one.get(word) != other.get(word) for word in _SAME_WORDS):
        return "the bundle asks something else under this key; give it a key of its own, or say under answers that it is the same"
    if one.get("optional") and not other.get("optional"):
        return "it must be answered, and the bundle does not ask that"
    if not set(kept.get("enum", ())) <= set(question.get("enum", kept.get("enum", ()))):
        return "the bundle takes answers that it does not"
    if ("enum" in kept) != ("enum" in question) or any(kept.get(key) != question.get(key) for key in ("type", "format", "pattern")):
        return "the bundle asks for another kind of answer"
    for bound, way in _BOUNDS:
        if way * kept.get(bound, -way * _NO_BOUND) < way * question.get(bound, -way * _NO_BOUND):
            return f"the bundle's {bound} is wider"
    return ""


def narrow(kept: dict[str, Any], told: Mapping[str, Any]) -> None:
    """One material for two children is settled by what settles it for both."""
    for key in ("licences", "records"):
        kept[key] = [one for one in kept.get(key, told[key]) if one in told[key]]
    kept["picture"] = bool(kept.get("picture")) and bool(told.get("picture"))
    kept["required"] = kept.get("required", True) or told.get("required", True)
    one, other = kept.get("later"), told.get("later")
    kept["later"] = min(one, other, key=lambda later: int(later["days"])) if one and other else None


def put_condition(holder: dict[str, Any], condition: str) -> None:
    """``holder``, a question or a material, is wanted where the condition holds; always, where it is ""."""
    holder.pop("when", None)
    if condition:
        holder["when"] = condition


def ask_of(question: Any) -> dict[str, Any]:
    """How a question of a form's schema is asked; {} where it does not say."""
    ask = question.get("x-ask") if isinstance(question, dict) else None
    return ask if isinstance(ask, dict) else {}
