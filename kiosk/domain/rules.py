"""Rules as CEL expressions (https://github.com/google/cel-spec), evaluated alike on the terminal and the platform.

Compiling takes milliseconds and importing celpy more than a hundred, so both happen at first use and are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any


class RuleFault(Exception):
    """A rule that does not compile, names what is not there, or does not answer true or false. Never holds a value."""


@cache
def _program(rule: str) -> Any:
    from celpy.celparser import CELParseError

    environment = _environment()
    try:
        return environment.program(environment.compile(rule))
    except CELParseError as fault:
        raise RuleFault(f"rule does not compile: {rule}") from fault


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

    program = _program(rule)
    try:
        answer = program.evaluate({name: _cel(value) for name, value in facts.items()})
    except CELEvalError:
        raise RuleFault(f"rule cannot be evaluated: {rule}") from None  # the cause would carry the values
    if not isinstance(answer, (bool, celpy.celtypes.BoolType)):
        raise RuleFault(f"rule does not answer true or false: {rule}")
    return bool(answer)


def _cel(value: Any) -> Any:
    """A JSON value as CEL's. Facts are mostly texts in a mapping; the library's own way asks each for every type that there is."""
    from celpy import adapter, celtypes

    kind = type(value)
    if kind is str:
        return celtypes.StringType(value) if value else _name("")
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
