"""The terminal's own folder: its configuration, what enrolment gave it, its catalogue and its ledger.

::

    terminal.toml     written by a technician: devices, times, screen
    enrolment.json    written by `main.py enrol`, readable by the terminal's user alone: keys, names, the platform's address
    catalogue/        catalogue-<version>.db
    ledger.db
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import rtoml

from kiosk.domain.service_items import Words
from kiosk.domain.terminals import UNENROLLED, Terminal
from kiosk.domain.values import Value, field
from kiosk.session.state import Settings

TIMES = {"quiet_limit": 60.0, "warning": 20.0, "leaving": 4.0, "leaving_limit": 20.0}
KEEP = {"bodies": 7, "rows": 180}  # days that the ledger keeps what the platform has confirmed: its sealed bytes, its rows
SCREEN = {"width": 0, "height": 0, "language": "zh"}


class HomeFault(Exception):
    """The folder cannot be used; the message says what is wrong and what to do."""


class Enrolment(Value, frozen=True):
    url: str
    audience: str
    terminal: Terminal
    certificate: str
    signing: dict[str, Any]
    sealing: dict[str, Any]
    verification: list[dict[str, Any]]
    secret: bytes


class Configuration(Value, frozen=True):
    """``problems``: one line each, with the place in the file; what is not understood has its default."""

    settings: Settings
    devices: dict[str, object]
    size: tuple[int, int] | None
    problems: tuple[str, ...] = ()
    keep: Mapping[str, int] = field(default_factory=lambda: dict(KEEP))


class Home:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.configuration_file = path / "terminal.toml"
        self.enrolment_file = path / "enrolment.json"
        self.catalogue_folder = path / "catalogue"
        self.ledger_file = path / "ledger.db"

    def configuration(self, terminal: Terminal = UNENROLLED) -> Configuration:
        """A terminal with a mistake in its file still serves, with what is understood."""
        try:
            text = self.configuration_file.read_text(encoding="utf-8")
            whole = rtoml.loads(text)
        except FileNotFoundError:
            text, whole = "", {}
        except (rtoml.TomlParsingError, UnicodeDecodeError) as fault:
            return Configuration(Settings(terminal=terminal), {}, None, (f"{self.configuration_file}: {fault}",))
        problems: list[tuple[str, str, str]] = []
        tables: dict[str, dict[str, Any]] = {}
        for name in ("times", "screen", "keep"):
            given = whole.pop(name, {})
            tables[name] = given if isinstance(given, dict) else {}
            if not isinstance(given, dict):
                problems.append((name, "", f"{name} = {given!r}: allowed is a table, [{name}]"))
        times = _numbers(tables["times"], problems)
        screen = _screen(tables["screen"], problems)
        keep = _keep(tables["keep"], problems)
        size = (screen["width"], screen["height"]) if screen["width"] and screen["height"] else None
        camera = whole.get("document_camera")
        reads = isinstance(camera, dict) and camera.get("reads_text") is True
        reader = whole.get("id_card_reader")
        photo = isinstance(reader, dict) and bool(reader.get("photo_library"))
        settings = Settings(**times, language=screen["language"], terminal=terminal, reads_text=reads, card_photo=photo)
        told = (f"{self.configuration_file}:{line_of(text, table, key)}: {words}" for table, key, words in problems)
        return Configuration(settings, whole, size, tuple(told), keep)

    def place_of(self, table: str, key: str) -> str:
        """``/var/lib/terminal/terminal.toml:12``, for whoever has to mend it."""
        try:
            text = self.configuration_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            text = ""
        return f"{self.configuration_file}:{line_of(text, table, key)}"

    def enrolment(self) -> Enrolment:
        try:
            values = msgspec.json.decode(self.enrolment_file.read_bytes())
        except FileNotFoundError:
            raise HomeFault(f"{self.path}: this terminal is not enrolled yet. Run: main.py enrol --home {self.path}") from None
        return Enrolment(
            url=values["url"],
            audience=values["audience"],
            terminal=Terminal(values["terminal_id"], Words(**values["site"]), values["hotline"]),
            certificate=values["certificate"],
            signing=values["signing_key"],
            sealing=values["sealing_key"],
            verification=values["verification_keys"],
            secret=bytes.fromhex(values["secret"]),
        )

    def write_enrolment(self, values: dict[str, Any]) -> None:
        """Readable by the owner alone, whole or not at all."""
        self.path.mkdir(parents=True, exist_ok=True)
        part = self.enrolment_file.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(values), indent=1))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.enrolment_file)


def _numbers(given: dict[str, Any], problems: list[tuple[str, str, str]]) -> dict[str, float]:
    result = dict(TIMES)
    for key, value in given.items():
        if key not in TIMES:
            problems.append(("times", key, f"[times] {key}: no such key; there are {', '.join(TIMES)}"))
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or not 1 <= value <= 3600:
            problems.append(("times", key, f"[times] {key} = {value!r}: allowed is seconds from 1 to 3600"))
        else:
            result[key] = float(value)
    return result


def _keep(given: dict[str, Any], problems: list[tuple[str, str, str]]) -> dict[str, int]:
    result = dict(KEEP)
    for key, value in given.items():
        if key not in KEEP:
            problems.append(("keep", key, f"[keep] {key}: no such key; there are {', '.join(KEEP)}"))
        elif type(value) is not int or not 1 <= value <= 3650:
            problems.append(("keep", key, f"[keep] {key} = {value!r}: allowed is days from 1 to 3650"))
        else:
            result[key] = value
    return result


def _screen(given: dict[str, Any], problems: list[tuple[str, str, str]]) -> dict[str, Any]:
    result = dict(SCREEN)
    for key, value in given.items():
        if key not in SCREEN:
            problems.append(("screen", key, f"[screen] {key}: no such key; there are {', '.join(SCREEN)}"))
        elif key == "language" and value not in ("zh", "en"):
            problems.append(("screen", key, f'[screen] language = {value!r}: allowed is "zh" or "en"'))
        elif key != "language" and (type(value) is not int or not 0 <= value <= 8192):
            problems.append(("screen", key, f"[screen] {key} = {value!r}: allowed is pixels, or 0 for the whole screen"))
        else:
            result[key] = value
    return result


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
