"""What the console shows of a person: masked by kind, until staff said why they must see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kiosk.domain.characters import BIDIRECTIONAL, all_fit, fit
from kiosk.domain.identifiers import mask_mobile, mask_name, mask_number

HIDDEN = "••••••"
_MARKS = re.compile(r"\A(?:⟨U\+[0-9A-F]{4}⟩)+")  # as `visible` writes them
_TURNING = re.compile(f"[{BIDIRECTIONAL}]")


class Kind(Enum):
    """What a text is, and so how much of it is shown at first."""

    NAME = "name"
    NUMBER = "number"  # of an identity document, a licence or a company
    PHONE = "phone"
    ADDRESS = "address"
    ACCOUNT = "account"
    TEXT = "text"  # anything else that somebody wrote or answered


def _name(text: str) -> str:
    marks = _MARKS.match(visible(text))
    return (marks[0] if marks else "") + mask_name(_MARKS.sub("", visible(text)))


def _address(text: str) -> str:
    return f"{text[:6]}…" if len(text) > 6 else HIDDEN


def _account(text: str) -> str:
    return f"****{text[-4:]}" if len(text) > 8 else HIDDEN


_MASKS: Mapping[Kind, Callable[[str], str]] = {
    Kind.NAME: _name,
    Kind.NUMBER: mask_number,
    Kind.PHONE: mask_mobile,
    Kind.ADDRESS: _address,
    Kind.ACCOUNT: _account,
    Kind.TEXT: lambda text: HIDDEN,
}


@dataclass(frozen=True)
class Shown:
    """Why what is masked is shown now: a `LookReason`, and staff's own words."""

    reason: str
    explained: str


_shown: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def showing(why: Shown) -> Iterator[None]:
    """Within it `told` masks nothing."""
    token = _shown.set(why)
    try:
        yield
    finally:
        _shown.reset(token)


def shown_because() -> Shown | None:
    """Why what is masked is shown; None while it is not."""
    return _shown.get()


def told(kind: Kind, text: object) -> str:
    """A person's text as the page that is being made may show it; "" stays so."""
    plain = str(text)
    if not plain:
        return ""
    return visible(plain if _shown.get() else _MASKS[kind](plain))


def visible(text: str) -> str:
    """Any text as a page may hold it: fit for any encoder, and marks that turn the direction of text shown by their names, so that
    none makes a name or a number look like another."""
    return _TURNING.sub(lambda mark: f"⟨U+{ord(mark[0]):04X}⟩", fit(text, max(len(text), 1)))


def all_visible(value: Any) -> Any:
    """A tree of dicts and lists with every text in it made visible."""
    match value:
        case str():
            return visible(value)
        case dict():
            return {all_visible(key): all_visible(held) for key, held in value.items()}
        case list() | tuple():
            return [all_visible(held) for held in value]
    return all_fit(value)
