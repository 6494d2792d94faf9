"""The terminal's own folder: its configuration, what enrolment gave it, its catalogue and its ledger.

::

    terminal.toml     written by a technician: devices, times, screen
    enrolment.json    written by `main.py enrol`, readable by the terminal's user alone: keys, names, the platform's address
    catalogue/        catalogue-<version>.db
    ledger.db
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec
import rtoml

from kiosk.domain.service_items import Words
from kiosk.domain.terminals import UNENROLLED, Terminal
from kiosk.domain.values import Value
from kiosk.session.state import Settings

TIMES = {"quiet_limit": 60.0, "warning": 20.0, "leaving": 4.0, "leaving_limit": 20.0}
SCREEN = {"width": 0, "height": 0, "language": "zh"}
DEVICE_TABLES = ("id_card_reader", "code_scanner", "receipt_printer", "page_printer")


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
    settings: Settings
    devices: dict[str, dict[str, object]]
    size: tuple[int, int] | None


class Home:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.configuration_file = path / "terminal.toml"
        self.enrolment_file = path / "enrolment.json"
        self.catalogue_folder = path / "catalogue"
        self.ledger_file = path / "ledger.db"

    def configuration(self, terminal: Terminal = UNENROLLED) -> Configuration:
        """Every bad value is named with its table and what is allowed."""
        try:
            whole = rtoml.loads(self.configuration_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            whole = {}
        except rtoml.TomlParsingError as fault:
            raise HomeFault(f"{self.configuration_file}: {fault}") from None
        problems = [
            f"[{table}] is not a table of terminal.toml; allowed: screen, times, {', '.join(DEVICE_TABLES)}"
            for table in whole
            if table not in ("screen", "times", *DEVICE_TABLES)
        ]
        times = _numbers(whole.get("times", {}), "times", TIMES, problems)
        screen: dict[str, Any] = {**SCREEN, **whole.get("screen", {})}
        problems += [f"[screen] {key}: unknown; allowed: {', '.join(SCREEN)}" for key in screen if key not in SCREEN]
        if screen["language"] not in ("zh", "en"):
            problems.append(f'[screen] language = {screen["language"]!r}; allowed: "zh", "en"')
        if problems:
            raise HomeFault(f"{self.configuration_file}:\n  " + "\n  ".join(problems))
        size = (int(screen["width"]), int(screen["height"])) if screen["width"] and screen["height"] else None
        settings = Settings(**times, language=screen["language"], terminal=terminal)
        return Configuration(settings, {name: whole[name] for name in DEVICE_TABLES if name in whole}, size)

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


def _numbers(given: dict[str, Any], table: str, known: dict[str, float], problems: list[str]) -> dict[str, float]:
    result = dict(known)
    for key, value in given.items():
        if key not in known:
            problems.append(f"[{table}] {key}: unknown; allowed: {', '.join(known)}")
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or not 1 <= value <= 3600:
            problems.append(f"[{table}] {key} = {value!r}; allowed: seconds from 1 to 3600")
        else:
            result[key] = float(value)
    return result
