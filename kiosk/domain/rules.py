"""Rules as CEL expressions (https://github.com/google/cel-spec), evaluated alike on the terminal and the platform.

Compiling takes milliseconds and importing celpy more than a hundred, so both happen at first use and are kept.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

# celpy compiles with one parser and hands a rule its facts in one global: two threads would decide with each other's.
_celpy = threading.Lock()


class RuleFault(Exception):
    """A rule that does not compile, names what is not there, or does not answer true or false. Never holds a value."""


@cache
def _program(rule: str) -> tuple[Any, dict[str, frozenset[str] | None]]:
    """The compiled rule, and what it reads."""
    from celpy.celparser import CELParseError

    try:
        with _celpy:
            environment = _environment()
            tree = environment.compile(rule)
            return environment.program(tree), _reads(tree)
    except CELParseError as fault:
        raise RuleFault(f"rule does not compile: {rule}") from fault


def _reads(tree: Any) -> dict[str, frozenset[str] | None]:
    """The members that a rule reads of each name, ``answers.delivery``; None where it uses all of it, ``size(answers)``."""
    members: dict[str, set[str]] = {}
    by_member, uses = [], []
    for node in tree.iter_subtrees():
        if node.data == "ident":
            uses.append(str(node.children[0]))
        elif node.data == "member_dot":
            owner = node.children[0]
            while len(owner.children) == 1 and owner.data in ("member", "primary"):
                owner = owner.children[0]
            if owner.data == "ident":
                name = str(owner.children[0])
                by_member.append(name)
                members.setdefault(name, set()).add(str(node.children[1]))
    return {name: frozenset(members[name]) if by_member.count(name) == uses.count(name) else None for name in uses}


@cache
def _environment() -> Any:
    import logging

    import celpy

    # It logs the values of a rule that cannot be evaluated.
    logging.getLogger("celpy").setLevel(logging.CRITICAL + 1)
    # Compiled rules are several times faster than interpreted ones, and a rule is asked at every answer.
    return celpy.Environment(runner_class=celpy.CompiledRunner)


def holds(rule: str, facts: Mapping[str, Any]) -> bool:
    """True or false; ``facts`` are JSON values by name, e.g. ``{"person": {...}, "answers": {...}}``."""
    import celpy
    from celpy.evaluation import CELEvalError

    program, reads = _program(rule)
    wanted = {name: _cel(_only(facts[name], members)) for name, members in reads.items() if name in facts}
    try:
        with _celpy:
            answer = program.evaluate(wanted)
    except CELEvalError:
        raise RuleFault(f"rule cannot be evaluated: {rule}") from None  # the cause would carry the values
    if not isinstance(answer, (bool, celpy.celtypes.BoolType)):
        raise RuleFault(f"rule does not answer true or false: {rule}")
    return bool(answer)


def _only(fact: Any, members: frozenset[str] | None) -> Any:
    """What the rule reads of a fact: to bring a value into CEL takes as long as to evaluate a rule."""
    if members is None or not isinstance(fact, dict):
        return fact
    return {name: fact[name] for name in members if name in fact}


def _cel(value: Any) -> Any:
    """A JSON value as CEL's. Facts are mostly texts in a mapping; the library's own way asks each for every type that there is."""
    from celpy import adapter, celtypes

    kind = type(value)
    if kind is str:
        return celtypes.StringType(value)
    if kind is dict:
        return celtypes.MapType({_name(key): _cel(inner) for key, inner in value.items()})
    return adapter.json_to_cel(value)


@lru_cache(maxsize=512)
def _name(key: str) -> Any:
    """A key of facts: the form's own and few, though a submission may bring any. Never a value, which would be kept."""
    from celpy import celtypes

    return celtypes.StringType(key)


def check_rule(rule: str) -> str | None:
    """The fault of a rule's text, for the author of a catalogue."""
    try:
        _program(rule)
    except RuleFault as fault:
        return str(fault)
    return None
