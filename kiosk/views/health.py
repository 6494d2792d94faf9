"""How the terminal is, a row for each thing that was looked at: on the technician's overview and in the report of the set-up."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.ports.health import Line, Verdict
from kiosk.session.state import State
from kiosk.views.base import Data, Row, Text, Unsaid
from kiosk.views.language import localized

_TONES = {Verdict.GOOD: "good", Verdict.NOTICE: "stored", Verdict.BAD: "bad", Verdict.ABSENT: "info"}
_WORST = (Verdict.BAD, Verdict.NOTICE, Verdict.GOOD, Verdict.ABSENT)


class HealthRow(Row):
    """``tone``: good, stored or bad."""

    key: Data
    name: Text
    tone: Data
    state: Text
    detail: Unsaid
    todo: Text


def worst_first(lines: Iterable[Line]) -> list[Line]:
    """What wants somebody, then what is well."""
    return sorted(lines, key=lambda line: _WORST.index(line.verdict))


def want_somebody(lines: Iterable[Line]) -> int:
    """How many of them do."""
    return sum(line.verdict in (Verdict.BAD, Verdict.NOTICE) for line in lines)


def health_row(line: Line, state: State) -> HealthRow:
    """In the language of the screen."""
    return HealthRow(
        key=line.key,
        name=localized(line.name, state),
        tone=_TONES[line.verdict],
        state=localized(line.state, state),
        detail=line.detail,
        todo=localized(line.todo, state) if line.todo else "",
    )
