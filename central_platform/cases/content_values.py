"""What stands in a sealed content, read value by value: whatever is wrong with the rest of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

MOST_PAGES = 50  # pictures of one submission
MOST_PRESENTED = 50
LARGEST_NUMBER = 10**15  # an answer beyond it is no answer, and no rule could count with it


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def json_object(plain: bytes) -> dict[str, Any]:
    """The object that these bytes are as JSON; {} where they are none."""
    try:
        value = json.loads(plain, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def plain_answers(answers: Mapping[str, Any]) -> bool:
    """Whether every answer is text, yes or no, or a whole number that rules can count with."""
    return all(
        isinstance(value, (str, bool)) or (isinstance(value, int) and abs(value) <= LARGEST_NUMBER) for value in answers.values()
    )


def text_of(value: Any, longest: int) -> str:
    """Fit for any database: no NUL, no half of a surrogate pair.

    Args:
        value: "" for what is no text.
        longest: characters.
    """
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "ignore").decode().replace("\0", "")[:longest]


def pages_of(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(key of the material, SHA-256 of the sealed picture) of each picture that a content names: whatever else is wrong with a
    submission, its pictures are taken."""
    materials = values.get("materials")
    found = [
        (text_of(material.get("key"), 64), sha256)
        for material in (materials if isinstance(materials, list) else ())
        if isinstance(material, dict) and isinstance(material.get("pages"), list)
        for sha256 in material["pages"]
        if isinstance(sha256, str) and re.fullmatch(r"[0-9a-f]{64}", sha256)
    ]
    return tuple(found[:MOST_PAGES])


def presented_of(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(key of the material, reference) of each licence that was shown on a phone, as the content tells it."""
    materials = values.get("materials")
    told = [one for one in (materials if isinstance(materials, list) else ()) if isinstance(one, dict) and one.get("presented")]
    return tuple((text_of(one.get("key"), 64), text_of(one["presented"], 36)) for one in told[:MOST_PRESENTED])
