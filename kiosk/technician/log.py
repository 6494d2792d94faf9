"""What the terminal writes into its log: declared events alone, one JSON line each, to stderr and to a file of the terminal's
folder, of which the newest part is kept. docs/log.md lists them.

Nothing of a person may be in a log, so no free text is: an event has its fields, and each field holds a word of a closed set, or
what a device says of itself to technicians, made fit and cut short. Whoever wants to tell something else declares it here first.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TextIO

from kiosk.domain.characters import fit
from kiosk.domain.values import Value

LONGEST = 300  # characters of one field
FILE = "terminal.log"  # in the terminal's folder; what is older stands in terminal.log.1
FILE_BYTES = 256_000  # of each of the two
LOGGER = logging.getLogger("terminal")


class LogField(Value):
    """``meaning``: for whoever reads the log."""

    name: str
    meaning: str


class LogEvent(Value):
    name: str
    meaning: str
    fields: tuple[LogField, ...]


DEVICE_STATUS = LogEvent(
    "device.status",
    "A device is in another state than it was.",
    (
        LogField("device", "its table in terminal.toml"),
        LogField("driver", "its driver there; empty without one"),
        LogField("kind", "ready, busy, attention, unavailable or unknown"),
        LogField("reason", "why, as in docs/devices.md; empty for none"),
        LogField("detail", "what the device or its driver says: an address, a status byte, the mistake in its table"),
    ),
)
CHILD_ENDED = LogEvent(
    "child.ended",
    "A child process, of a driver or of the search, hung or crashed, and was ended.",
    (
        LogField("module", "what ran in it"),
        LogField("reason", "silent: it did not answer in time; mechanical: it crashed, or talked nonsense"),
    ),
)
EVENTS = (DEVICE_STATUS, CHILD_ENDED)


def write(event: LogEvent, **fields: str | Enum | None) -> None:
    """Write an event down.

    Args:
        event: one of `EVENTS`.
        fields: a value for each of its fields, and for no other: a text, a member of a closed set, or None for empty.

    Raises:
        ValueError: it is not declared, or has other fields.
    """
    if event not in EVENTS or set(fields) != {field.name for field in event.fields}:
        raise ValueError(f"not declared: {event.name} with {', '.join(fields)}")
    told = {field.name: _text(fields[field.name]) for field in event.fields}
    LOGGER.info(event.name, extra={"terminal_event": {"event": event.name, **told}})


def log_to_stderr() -> None:
    """From here on what is written comes out. Doing it twice changes nothing."""
    if not any(isinstance(handler.formatter, _JsonLine) for handler in LOGGER.handlers):
        handler = _Stderr()
        handler.setFormatter(_JsonLine())
        LOGGER.addHandler(handler)
        LOGGER.setLevel(logging.INFO)
        LOGGER.propagate = False  # a library may give the root logger a handler of its own


def log_to_file(folder: Path) -> None:
    """From here on what is written is kept in the terminal's folder, too. A disk that is full costs the line, and nothing else."""
    handler = _File(folder / FILE, maxBytes=FILE_BYTES, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(_JsonLine())
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)


def kept_lines(folder: Path, most: int) -> list[dict[str, str]]:
    """The newest lines of the file, oldest first: of events that are declared, their fields alone.

    Args:
        folder: the terminal's.
        most: how many.
    """
    known = {event.name: {"at", "event", *(field.name for field in event.fields)} for event in EVENTS}
    found: list[dict[str, str]] = []
    for name in (f"{FILE}.1", FILE):
        try:
            lines = (folder / name).read_bytes().splitlines()
        except OSError:
            continue
        for line in lines:
            try:
                told = json.loads(line)
            except ValueError:
                continue  # cut by the end of the power
            if isinstance(told, dict) and set(told) == known.get(str(told.get("event")), set()):
                found.append({key: fit(str(value), LONGEST) for key, value in told.items()})
    return found[-most:]


def _text(value: str | Enum | None) -> str:
    told = "" if value is None else str(value.value) if isinstance(value, Enum) else value
    return fit(told, LONGEST)


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return json.dumps({"at": at, **record.__dict__["terminal_event"]}, ensure_ascii=False)


class _File(logging.handlers.RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """There is no place to tell it."""


class _Stderr(logging.StreamHandler[TextIO]):
    """Whatever stderr is now: tests replace it."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)
