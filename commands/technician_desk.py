"""What the technician's page asks of the terminal, answered from its folder and its devices."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import rtoml

from commands.doctor import set_up_lines
from commands.outbox_words import called, explained, wants_somebody
from commands.support_bundle import bundle_name, support_bundle
from commands.terminal_folder import TABLES, FolderFault, TerminalFolder
from devices.configured import read_devices
from devices.registry import DEVICE_TYPES
from kiosk import removable
from kiosk.configuration import read_table
from kiosk.domain.receipts import PaperDocument
from kiosk.domain.text import LocalizedText
from kiosk.durable import PRIVATE, write_durably
from kiosk.messages.technician_code import CODE_FILE, LONGEST
from kiosk.ports.device_hub import PrintPages, PrintReceipt
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.health import Line
from kiosk.ports.maintenance import LogLine, Medium, PrintsOfKind, Records, WaitingMessage, Written
from kiosk.ports.storage import StorageError
from kiosk.technician.log import kept_lines
from kiosk.technician.offered_settings import OFFERED, OfferedSetting
from kiosk.technician.readiness import device_line
from kiosk.technician.setting_in_file import with_setting
from offline_cache.ledger.migrations import NewerLedger
from offline_cache.ledger.outbox import Outbox

MOST_WAITING, MOST_LINES = 20, 60  # that are told on a page
_NO_STICK = LocalizedText("优盘不见了，或写不进去。换一个，再试。", "The USB stick is gone, or cannot be written. Try another one.")


class TechnicianDesk:
    """`kiosk.ports.maintenance.Maintenance` of one terminal.

    Args:
        home: its folder.
        statuses: of its devices, as the session knows them now.
        media: where sticks are mounted.
    """

    def __init__(
        self,
        home: TerminalFolder,
        statuses: Callable[[], Mapping[Device, DeviceStatus]],
        media: Callable[[], Sequence[Path]] = removable.media,
    ) -> None:
        self._home = home
        self._statuses = statuses
        self._media = media

    def health(self) -> tuple[Line, ...]:
        """As the doctor tells it, without the devices."""
        return tuple(set_up_lines(self._home))

    def records(self) -> Records:
        """Of the ledger as it is now."""
        try:
            box = Outbox(self._home.ledger_file)
        except (StorageError, NewerLedger):
            return Records(readable=False)
        try:
            rows, reports = box.waiting(), box.reports_waiting()
            shown = sorted(rows, key=lambda row: (not wants_somebody(row), row.committed_at))[:MOST_WAITING]
            waiting = tuple(WaitingMessage(called(row), row.committed_at, explained(row), wants_somebody(row)) for row in shown)
            prints = tuple(PrintsOfKind(*row) for row in box.prints())
            return Records(True, waiting, len(rows) - len(shown) + reports, prints)
        except StorageError:
            return Records(readable=False)
        finally:
            box.close()

    def send_again(self) -> int:
        """All that wants somebody."""
        try:
            box = Outbox(self._home.ledger_file)
        except (StorageError, NewerLedger):
            return 0
        try:
            return sum(box.retry(row.submission_id, int(time.time())) for row in box.waiting() if wants_somebody(row))
        except StorageError:
            return 0
        finally:
            box.close()

    def log(self) -> tuple[LogLine, ...]:
        """Both logs, by time."""
        lines = [
            LogLine(
                int(datetime.fromisoformat(line["at"]).timestamp()),
                line["event"],
                "  ".join(f"{name} {value}" for name, value in line.items() if name not in ("at", "event") and value),
            )
            for line in kept_lines(self._home.path, MOST_LINES)
        ]
        lines += self._audit_lines()
        return tuple(sorted(lines, key=lambda line: line.at, reverse=True)[:MOST_LINES])

    def _audit_lines(self) -> list[LogLine]:
        try:
            box = Outbox(self._home.ledger_file)
        except (StorageError, NewerLedger):
            return []
        try:
            rows = box.newest_audit_rows(MOST_LINES)
        except StorageError:
            return []
        finally:
            box.close()
        return [
            LogLine(row.at, row.event, "  ".join(f"{name} {value}" for name, value in json.loads(row.details).items() if value))
            for row in rows
        ]

    def media(self) -> tuple[Medium, ...]:
        """By their folders; the last part of each is what people have called it."""
        return tuple(Medium(str(path), path.name) for path in self._media())

    def code_on_medium(self) -> str:
        """Of the first stick that has one."""
        for path in self._media():
            try:
                with removable.copied(path / CODE_FILE, self._home.path, 4 * LONGEST) as file:
                    return file.read().decode("ascii", "replace")
            except removable.MediumFault:
                continue
        return ""

    def bundle(self) -> bytes:
        """With the devices as the session knows them."""
        devices = (device_line(device, status) for device, status in self._statuses().items())
        return support_bundle(self._home, (*set_up_lines(self._home), *devices), int(time.time()))

    def write_bundle(self, medium: str) -> Written:
        """On the medium with its folder, or not at all."""
        if medium not in {str(path) for path in self._media()}:
            return Written(fault=_NO_STICK)
        try:
            terminal_id = self._home.enrolment().terminal.terminal_id
        except FolderFault:
            terminal_id = ""
        made, name = self.bundle(), bundle_name(terminal_id, int(time.time()))
        try:
            with removable.Folder(Path(medium)) as folder:
                folder.write(name, (made,))
        except removable.MediumFault:
            return Written(fault=_NO_STICK)
        return Written(name)

    def settings(self) -> Mapping[str, str]:
        """Those that are offered here; of a device only where there is one."""
        whole, _ = self._configuration()
        return {one.name_in_file: value for one in OFFERED if (value := _value(one, whole)) is not None}

    def change(self, key: str, value: str) -> bool:
        """Written where the file then says this and is otherwise as it was, and nothing of it is less understood than before."""
        one = next((one for one in OFFERED if one.name_in_file == key), None)
        whole, text = self._configuration()
        if one is None or _value(one, whole) is None:
            return False
        try:
            changed = with_setting(text, one.table, one.key, one.written(value))
            after = rtoml.loads(changed)
            wanted: dict[str, Any] = {**whole, one.table: {**whole.get(one.table, {}), one.key: value if one.text else int(value)}}
            if after != wanted or _problems(after) > _problems(whole):
                return False
            write_durably(self._home.configuration_file, changed.encode(), PRIVATE)
        except (ValueError, OSError):
            return False
        return True

    def trial(self, device: Device) -> PaperDocument | bytes:
        """The same as `doctor --test-page` prints."""
        kind = next(kind for kind in DEVICE_TYPES if kind.device is device)
        try:
            made = kind.trial("") if kind.trial else None
        except FileNotFoundError:
            made = None
        match made:
            case PrintReceipt(_, document):
                return document
            case PrintPages(_, pdf):
                return pdf
        return b""

    def _configuration(self) -> tuple[dict[str, Any], str]:
        """As it stands; nothing where it cannot be read: then nothing can be changed here either."""
        try:
            text = self._home.configuration_file.read_text(encoding="utf-8")
            return rtoml.loads(text), text
        except FileNotFoundError:
            return {}, ""
        except (rtoml.TomlParsingError, UnicodeDecodeError, OSError):
            return {one.table: None for one in OFFERED}, ""


def _value(one: OfferedSetting, whole: Mapping[str, Any]) -> str | None:
    """As it is in force; None where it cannot be changed here."""
    table = whole.get(one.table, {})
    if not isinstance(table, dict):
        return None
    if not one.device:
        (key,) = (key for key in TABLES[one.table] if key.name == one.key)
        return _told(
            read_table(one.table, (key,), {name: value for name, value in table.items() if name == one.key}).values[one.key]
        )
    settings = read_devices(whole if one.table in whole else {}).of(Device(one.table)).settings
    return None if settings is None else _told(getattr(settings, one.key))


def _told(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _problems(whole: Mapping[str, Any]) -> int:
    own = sum(len(read_table(name, keys, whole.get(name, {})).problems) for name, keys in TABLES.items())
    return own + len(read_devices({name: value for name, value in whole.items() if name not in TABLES}).problems)
