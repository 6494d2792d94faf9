"""Conditions of a bundle's children, as conditions of the bundle: CEL over its own answers in place of the child's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from kiosk.domain.rules import RuleFault, holds

_READ = re.compile(r"\banswers\.(\w+)")
_WHOLE = re.compile(r"\banswers\b(?!\.\w)")
NEVER = "false"


def reads(rule: str) -> frozenset[str]:
    """The keys of the answers that a rule reads."""
    return frozenset(_READ.findall(rule))


def uses_all_answers(rule: str) -> bool:
    """Whether a rule asks for the answers as a whole, so that nobody can tell which it reads."""
    return _WHOLE.search(rule) is not None


def told_by(rule: str, answer: Callable[[str], str]) -> str:
    """A rule with what stands for each answer in its place.

    Args:
        rule: CEL.
        answer: CEL for the answer with this key.
    """
    return _READ.sub(lambda found: answer(found[1]), rule)


def literal(value: Any) -> str:
    """A text, a number, true or false as CEL writes it."""
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


def every(conditions: Iterable[str]) -> str:
    """Holds where all do; "" is a condition that always holds."""
    return _joined([one for one in conditions if one], " && ")


def any_of(conditions: Iterable[str]) -> str:
    """Holds where one of them does; "" where one always does."""
    known = [one for one in dict.fromkeys(conditions) if one != NEVER]
    if not known:
        return NEVER
    return "" if "" in known else _joined(known, " || ")


def _joined(conditions: list[str], word: str) -> str:
    if len(conditions) < 2:
        return "".join(conditions)
    return word.join(f"({one})" for one in conditions)


def settled(rule: str) -> str:
    """A rule that reads neither answers nor person as what it says: "" or `NEVER`; any other as it is."""
    if not rule or reads(rule) or "person" in rule:
        return rule
    try:
        return "" if holds(rule, {}) else NEVER
    except RuleFault:
        return rule  # told where all rules are checked
