"""What every room hands to another: values that never change."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from msgspec import Struct, field, structs
from msgspec.structs import asdict, fields

__all__ = ["Value", "asdict", "field", "fields", "replace"]

V = TypeVar("V")


class Value(Struct, frozen=True):
    """Compared and hashed by what it holds, changed by ``replace``. A kind of value names its fields, and says ``frozen=True``.

    It never prints what it holds: much of it is somebody's, and what is printed ends in a log.

    A msgspec struct and not a dataclass: a frozen dataclass takes the interpreter 0.8 ms to make, and the terminal makes some
    200 kinds before its first frame.
    """

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def replace(value: V, **changes: Any) -> V:
    """The same with some fields changed; a frozen dataclass too."""
    if isinstance(value, Struct):
        return structs.replace(value, **changes)
    return dataclasses.replace(value, **changes)  # type: ignore[type-var]
