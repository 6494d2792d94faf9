"""The tables of ``terminal.toml``: each key is declared once, and one reader checks them all. Pure.

A mistake is told with its line and with what is allowed. What it costs (a key its value, a device its table) is for the caller to
say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from kiosk.domain.values import Value

REQUIRED = object()  # the default of a key that must be there


class Key(Value):
    """``good``: whether a value is one of what ``allowed`` says in words. A bool is no number here (in Python it is one).
    ``secret``: its value is told nowhere, not even where it is no good."""

    name: str
    allowed: str
    good: Callable[[Any], bool]
    default: Any = REQUIRED
    secret: bool = False


class Problem(Value):
    """``key`` "": the whole table. ``text``: with the table's and the key's name, for whoever has to mend it."""

    table: str
    key: str
    text: str


class Reading(Value):
    """``values``: of every key, its default where its own is absent or no good; None of one that has no default."""

    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


def read_table(name: str, keys: tuple[Key, ...], given: object) -> Reading:
    """What a table of the configuration holds, and every mistake in it.

    Args:
        name: of the table, as in ``[name]``.
        keys: all that it may hold.
        given: as the TOML reader gave it; ``{}`` for a table that is not there.
    """
    problems = []
    if not isinstance(given, Mapping):
        problems.append(Problem(name, "", f"{name} = {given!r}: allowed is a table, [{name}]"))
        given = {}
    values: dict[str, Any] = {}
    for key in keys:
        value = given.get(key.name, key.default)
        good = value is not REQUIRED and (value is key.default or key.good(value))
        values[key.name] = value if good else None if key.default is REQUIRED else key.default
        if not good:
            told = "(absent)" if value is REQUIRED else "(not told)" if key.secret else repr(value)
            problems.append(Problem(name, key.name, f"[{name}] {key.name} = {told}: allowed is {key.allowed}"))
    known = {key.name for key in keys}
    listed = ", ".join(key.name for key in keys)
    problems += [Problem(name, key, f"[{name}] {key}: no such key; there are {listed}") for key in given if key not in known]
    return Reading(values, tuple(problems))


def line_of(text: str, table: str, key: str) -> int:
    """The line, from 1, of a key in a table of a TOML file; of the table's own where the key is not there; else 1."""
    inside, found = False, 1
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if line.startswith("["):
            inside = line.partition("#")[0].strip().strip("[]").strip().strip("\"'") == table
            found = number if inside else found
        elif inside and key and line.partition("=")[0].strip().strip("\"'") == key:
            return number
    return found


def one_of(name: str, allowed: tuple[object, ...], default: Any = REQUIRED) -> Key:
    """One of these values, and of their kind: 1 is not True."""
    *rest, last = (f'"{word}"' if isinstance(word, str) else str(word) for word in allowed)
    words = f"{', '.join(rest)} or {last}" if rest else last
    return Key(name, words, lambda value: any(type(value) is type(word) and value == word for word in allowed), default)


def whole_number(name: str, unit: str, least: int, most: int, default: Any = REQUIRED, hint: str = "") -> Key:
    """``unit`` in the plural; ``hint``: said after the bounds."""
    words = f"{unit} from {least} to {most}{hint}"
    return Key(name, words, lambda value: type(value) is int and least <= value <= most, default)


def number(name: str, unit: str, least: int, most: int, default: float) -> Key:
    """A whole number or a fraction."""
    words = f"{unit} from {least} to {most}"
    return Key(name, words, lambda value: type(value) in (int, float) and least <= value <= most, default)


def text(name: str, allowed: str, default: Any = REQUIRED) -> Key:
    """Any text but an empty one."""
    return Key(name, allowed, lambda value: isinstance(value, str) and bool(value), default)


def path(name: str, what: str, default: Any = REQUIRED) -> Key:
    """An absolute path."""
    return Key(name, f"the path of {what}", is_path, default)


def yes_or_no(name: str, default: bool) -> Key:
    """``true`` or ``false``; nothing else stands for either."""
    return Key(name, "true or false", lambda value: isinstance(value, bool), default)


def is_path(value: object) -> bool:
    """Whether it is an absolute path; that there is something is not looked at."""
    return isinstance(value, str) and value.startswith("/")


def proxy(name: str) -> Key:
    """An HTTP proxy; a name and a password may stand before the host. "" for none."""
    return Key(name, '"http://host:port", or "" for none', lambda value: value == "" or is_proxy(value), "", secret=True)


def is_proxy(value: object) -> bool:
    """Whether it is the address of a proxy, as ``http://10.0.0.8:3128``."""
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme == "http" and bool(parts.hostname) and bool(parts.port) and not (parts.path or parts.query)
    except ValueError:
        return False
