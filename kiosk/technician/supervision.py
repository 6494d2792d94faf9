"""What a terminal measured of itself, as lines of a report and as a text for Prometheus. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.domain.measures import Level, judged
from kiosk.domain.text import LocalizedText
from kiosk.technician.readiness import Line, Verdict

_VERDICTS = {Level.GOOD: Verdict.GOOD, Level.NOTICE: Verdict.NOTICE, Level.BAD: Verdict.BAD}
_PREFIX = "community_terminal"


def lines_of(values: Mapping[str, int]) -> Iterator[Line]:
    """A line for each measure that has bounds.

    Args:
        values: by key.
    """
    for measure, value, level in judged(values):
        if measure.notice is None and measure.bad is None:
            continue
        told = f"{value} {measure.unit}".strip()
        todo = None if level is Level.GOOD else measure.todo
        yield Line(f"measure_{measure.key}", measure.name, _VERDICTS[level], LocalizedText(told, told), "", todo)


def exposition(values: Mapping[str, int], terminal_id: str, version: str) -> str:
    """In Prometheus's text format (version 0.0.4), as node_exporter's textfile collector takes it.

    Args:
        values: by key.
        terminal_id: of this terminal; letters and digits.
        version: of the program.
    """
    label = f'{{terminal="{_escaped(terminal_id)}"}}'
    lines = [
        f"# TYPE {_PREFIX}_info gauge",
        f'{_PREFIX}_info{{terminal="{_escaped(terminal_id)}",version="{_escaped(version)}"}} 1',
    ]
    for measure, value, _ in judged(values):
        name = f"{_PREFIX}_{measure.key}"
        lines += [f"# HELP {name} {measure.name.en}", f"# TYPE {name} gauge", f"{name}{label} {value}"]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
