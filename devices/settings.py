"""The device tables of the configuration file, checked as a whole: every mistake is told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devices.transports import parse_host_port
from kiosk.domain.values import Value
from kiosk.ports.devices import Device

BAUDS = (115200, 57600, 38400, 19200, 9600, 4800, 2400, 1200)


class Problem(Value, frozen=True):
    table: str
    key: str
    value: str  # as Python writes it; "(absent)" for a key that must be there
    allowed: str


class ConfigurationError(Exception):
    """The tables cannot be used. ``problems`` has one entry for each mistake; the text has one line for each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        lines = [f"[{p.table}] {p.key} = {p.value}: allowed is {p.allowed}" for p in problems]
        super().__init__("\n".join(lines))
        self.problems = problems


class IdCardReaderSettings(Value, frozen=True):
    address: str
    bauds: tuple[int, ...]


class CodeScannerSettings(Value, frozen=True):
    address: str
    baud: int


class ReceiptPrinterSettings(Value, frozen=True):
    """``host`` and ``port`` for a network printer; ``tty`` and ``baud`` for a serial one."""

    width_mm: int
    confirm: str
    extra_characters: str
    host: str = ""
    port: int = 0
    tty: str = ""
    baud: int = 0


class CupsSettings(Value, frozen=True):
    queue: str


class PdfFolderSettings(Value, frozen=True):
    folder: Path


Settings = IdCardReaderSettings | CodeScannerSettings | ReceiptPrinterSettings | CupsSettings | PdfFolderSettings

_ABSENT = object()


@dataclass(slots=True)
class _Table:
    """Takes keys out of one table, and notes what is wrong with them."""

    name: str
    values: Mapping[str, object]
    problems: list[Problem]
    taken: set[str] = field(default_factory=set)

    def take(self, key: str, allowed: str, good: Callable[[Any], bool], default: object = _ABSENT) -> Any:
        """The value, the default where the key is absent, or None (and a note) where it is no good."""
        self.taken.add(key)
        value = self.values.get(key, default)
        if value is not _ABSENT and good(value):
            return value
        self.problems.append(Problem(self.name, key, "(absent)" if value is _ABSENT else repr(value), allowed))
        return None

    def one_of(self, key: str, allowed: tuple[object, ...], default: object = _ABSENT) -> Any:
        words = ", ".join(f'"{word}"' if isinstance(word, str) else str(word) for word in allowed)
        return self.take(key, words, lambda value: not isinstance(value, bool) and value in allowed, default)

    def text(self, key: str, allowed: str, default: object = _ABSENT) -> Any:
        return self.take(key, allowed, lambda value: isinstance(value, str) and (bool(value) or default == ""), default)

    def path(self, key: str, allowed: str) -> Any:
        return self.take(key, allowed, lambda value: isinstance(value, str) and value.startswith("/"))

    def done(self) -> None:
        known = ", ".join(sorted(self.taken))
        for key in self.values:
            if key not in self.taken:
                self.problems.append(Problem(self.name, key, repr(self.values[key]), f"no such key; there are {known}"))


def parse_tables(tables: Mapping[str, Mapping[str, object]]) -> dict[Device, Settings]:
    """Settings of the devices whose table is there. `ConfigurationError` for anything that is not understood."""
    problems: list[Problem] = []
    parsed: dict[Device, Settings] = {}
    readers = {
        Device.ID_CARD_READER: _id_card_reader,
        Device.CODE_SCANNER: _code_scanner,
        Device.RECEIPT_PRINTER: _receipt_printer,
        Device.PAGE_PRINTER: _page_printer,
    }
    known = {device.value: device for device in Device}
    for name, values in tables.items():
        if name not in known:
            problems.append(Problem(name, "(table)", "…", "one of " + ", ".join(known)))
            continue
        if not isinstance(values, Mapping):
            problems.append(Problem(name, "(table)", repr(values), "a table"))
            continue
        table = _Table(name, values, problems)
        before = len(problems)
        settings = readers[known[name]](table)
        table.done()
        if settings is not None and len(problems) == before:
            parsed[known[name]] = settings
    if problems:
        raise ConfigurationError(tuple(problems))
    return parsed


_TTY = 'the path of a serial port, as "/dev/serial/by-id/..."'


def _id_card_reader(table: _Table) -> Settings | None:
    table.one_of("driver", ("sam_v_serial",))
    address = table.path("address", _TTY)
    baud = table.one_of("baud", ("auto", *BAUDS[:5]), "auto")
    from_fastest = BAUDS[:5] if baud == "auto" else (baud,)
    return IdCardReaderSettings(address, from_fastest)


def _code_scanner(table: _Table) -> Settings | None:
    table.one_of("driver", ("serial",))
    return CodeScannerSettings(table.path("address", _TTY), table.one_of("baud", BAUDS, 9600))


def _receipt_printer(table: _Table) -> Settings | None:
    driver = table.one_of("driver", ("escpos_network", "escpos_serial"))
    width = table.one_of("width_mm", (80, 58), 80)
    confirm = table.one_of("confirm", ("process_id", "transmit_status", "none"), "none")
    extra = table.text("extra_characters", "the characters that the printer's font has beyond GB2312", "")
    if driver == "escpos_serial":
        tty = table.path("address", _TTY)
        return ReceiptPrinterSettings(width, confirm, extra, tty=tty, baud=table.one_of("baud", BAUDS, 115200))
    address = table.take(
        "address", '"host:port", as "192.0.2.7:9100"', lambda value: isinstance(value, str) and parse_host_port(value) is not None
    )
    if driver is None or address is None:
        table.taken.add("baud")
        return None
    host, port = parse_host_port(address) or ("", 0)
    return ReceiptPrinterSettings(width, confirm, extra, host=host, port=port)


def _page_printer(table: _Table) -> Settings | None:
    driver = table.one_of("driver", ("cups", "pdf_folder"))
    if driver == "cups":
        return CupsSettings(table.text("queue", "the name of a CUPS queue"))
    if driver == "pdf_folder":
        folder = table.path("folder", "the path of a folder")
        return PdfFolderSettings(Path(folder)) if folder else None
    table.taken |= {"queue", "folder"}
    return None
