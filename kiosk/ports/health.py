"""How a part of the terminal is, in words for whoever looks after it."""

from __future__ import annotations

from enum import Enum

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value


class Verdict(Enum):
    GOOD = "good"
    NOTICE = "notice"  # it serves, and something wants to be seen to
    BAD = "bad"  # residents cannot do something
    ABSENT = "absent"  # this terminal does not have it


class Line(Value):
    """``key``: of the device or the part, as in the configuration; ``todo``: what to do, where there is something."""

    key: str
    name: LocalizedText
    verdict: Verdict
    state: LocalizedText
    detail: str = ""
    todo: LocalizedText | None = None
