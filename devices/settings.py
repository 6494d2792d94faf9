"""The device tables of the configuration file, checked as a whole: every mistake is told at once.

A table that is not understood costs its own device, and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devices.transports.discovery import parse_usb
from devices.transports.tcp import parse_host_port
from kiosk.domain.values import Value
from kiosk.ports.devices import Device

GAP_MS = 50  # scanners take 1 to 30 ms from key to key, people more than 80
GAPS_MS = 20, 200
BAUDS = (115200, 57600, 38400, 19200, 9600, 4800, 2400, 1200)


class Problem(Value):
    table: str
    key: str
    value: str  # as Python writes it; "(absent)" for a key that must be there
    allowed: str

    @property
    def text(self) -> str:
        return f"[{self.table}] {self.key} = {self.value}: allowed is {self.allowed}"


class IdCardReaderSettings(Value):
    """``usb``: on USB itself; else ``address`` is that of a serial port, at one of ``bauds``."""

    address: str
    bauds: tuple[int, ...] = ()
    usb: bool = False
    photo_library: str = ""
    photo_symbol: str = "wlt2bmp"


class SmartCardReaderSettings(Value):
    reader: str  # "auto" or its name in PC/SC


class CodeScannerSettings(Value):
    """``driver``: serial, camera or keyboard. ``gap_ms``: the longest time between two keys of one that types."""

    driver: str
    address: str = ""
    baud: int = 0
    gap_ms: int = GAP_MS


class ReceiptPrinterSettings(Value):
    """``host`` and ``port`` for a network printer; ``tty`` and ``baud`` for a serial one; ``usb``: the path of its file or auto."""

    width_mm: int
    confirm: str
    extra_characters: str
    host: str = ""
    port: int = 0
    tty: str = ""
    baud: int = 0
    usb: str = ""


class CupsSettings(Value):
    queue: str  # "auto": the default queue, or the only one


class PdfFolderSettings(Value):
    folder: Path


class DocumentCameraSettings(Value):
    address: str


class SpeakerSettings(Value):
    """``volume``: percent, of the loudest step. ``rate``: words a minute, of the middle step. ``folder``: sound files in place of
    the loudspeaker. ``recordings``: where sentences lie that were recorded (`devices.speaker.recordings`)."""

    volume: int
    rate: int
    folder: Path | None
    recordings: Path | None = None


Settings = (
    IdCardReaderSettings
    | SmartCardReaderSettings
    | CodeScannerSettings
    | ReceiptPrinterSettings
    | CupsSettings
    | PdfFolderSettings
    | DocumentCameraSettings
    | SpeakerSettings
)

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

    def done(self) -> None:
        known = ", ".join(sorted(self.taken))
        for key in self.values:
            if key not in self.taken:
                self.problems.append(Problem(self.name, key, repr(self.values[key]), f"no such key; there are {known}"))


def parse_tables(tables: Mapping[str, object]) -> tuple[dict[Device, Settings], tuple[Problem, ...]]:
    """Settings of the devices whose table is there and understood, and everything that is not understood."""
    problems: list[Problem] = []
    parsed: dict[Device, Settings] = {}
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
        settings = _TABLES[known[name]](table)
        if settings is not None:
            table.done()
            if len(problems) == before:
                parsed[known[name]] = settings
    return parsed, tuple(problems)


_TTY = 'the path of a serial port, as "/dev/serial/by-id/..."; or "usb:VVVV:PPPP", its adapter\'s vendor and product'
_CAMERA = '"auto", the path of a camera, as "/dev/v4l/by-id/...", or "folder:/path" with pictures in it'


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("/")


def _is_tty(value: object) -> bool:
    return isinstance(value, str) and (value.startswith("/") or parse_usb(value) is not None)


def _is_auto_or(good: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: value == "auto" or good(value)


def _is_camera(value: object) -> bool:
    if not isinstance(value, str):
        return False
    path, _, rate = value.partition("?rate=")
    good_rate = rate == "" or (rate.isascii() and rate.isdigit() and 1 <= int(rate) <= 60)
    return path.startswith(("/", "folder:/")) and good_rate


def _id_card_reader(table: _Table) -> Settings | None:
    driver = table.one_of("driver", ("sam_v_serial", "sam_v_usb"))
    if driver is None:
        return None
    photo = (
        table.take("photo_library", "the path of a vendor's library", lambda value: value == "" or _is_path(value), ""),
        table.text("photo_symbol", "the name of its function", "wlt2bmp"),
    )
    if driver == "sam_v_usb":
        is_usb = _is_auto_or(lambda value: parse_usb(str(value)) is not None)
        usb = table.take("address", '"auto" or "usb:VVVV:PPPP"', is_usb, "auto")
        return IdCardReaderSettings(usb, (), True, *photo)
    address = table.take("address", f'"auto", {_TTY}', _is_auto_or(_is_tty), "auto")
    baud = table.one_of("baud", ("auto", *BAUDS[:5]), "auto")
    return IdCardReaderSettings(address, BAUDS[:5] if baud == "auto" else (baud,), False, *photo)


def _smart_card_reader(table: _Table) -> Settings | None:
    if table.one_of("driver", ("pcsc",)) is None:
        return None
    return SmartCardReaderSettings(table.text("reader", '"auto", or the name of the reader, as `main.py doctor` shows it', "auto"))


def _code_scanner(table: _Table) -> Settings | None:
    driver = table.one_of("driver", ("serial", "camera", "keyboard"))
    if driver == "serial":
        address = table.take("address", f'"auto", {_TTY}', _is_auto_or(_is_tty), "auto")
        return CodeScannerSettings(driver, address, table.one_of("baud", BAUDS, 9600))
    if driver == "camera":
        return CodeScannerSettings(driver, table.take("address", _CAMERA, _is_auto_or(_is_camera), "auto"))
    if driver == "keyboard":
        allowed = f"milliseconds from {GAPS_MS[0]} to {GAPS_MS[1]}; `main.py doctor --scan` says how many"
        gap = table.take("gap_ms", allowed, lambda value: type(value) is int and GAPS_MS[0] <= value <= GAPS_MS[1], GAP_MS)
        return CodeScannerSettings(driver, gap_ms=gap or GAP_MS)
    return None


def _receipt_printer(table: _Table) -> Settings | None:
    driver = table.one_of("driver", ("escpos_network", "escpos_serial", "escpos_usb"))
    if driver is None:
        return None
    width = table.one_of("width_mm", (80, 58), 80)
    confirm = table.one_of("confirm", ("auto", "process_id", "transmit_status", "none"), "auto")
    extra = table.text("extra_characters", "the characters that the printer's font has beyond GB2312", "")
    if driver == "escpos_serial":
        tty = table.take("address", _TTY, _is_tty)
        return ReceiptPrinterSettings(width, confirm, extra, tty=tty, baud=table.one_of("baud", BAUDS, 115200))
    if driver == "escpos_usb":
        usb = table.take("address", '"auto" or the path of its file, as "/dev/usb/lp0"', _is_auto_or(_is_path), "auto")
        return ReceiptPrinterSettings(width, confirm, extra, usb=usb)
    address = table.take(
        "address", '"host:port", as "192.0.2.7:9100"', lambda value: isinstance(value, str) and parse_host_port(value) is not None
    )
    host, port = parse_host_port(address or "") or ("", 0)
    return ReceiptPrinterSettings(width, confirm, extra, host=host, port=port)


def _page_printer(table: _Table) -> Settings | None:
    driver = table.one_of("driver", ("cups", "pdf_folder"))
    if driver == "cups":
        return CupsSettings(table.text("queue", '"auto" or the name of a CUPS queue', "auto"))
    if driver == "pdf_folder":
        folder = table.take("folder", "the path of a folder", _is_path)
        return PdfFolderSettings(Path(folder or "/"))
    return None


def _document_camera(table: _Table) -> Settings | None:
    if table.one_of("driver", ("camera",)) is None:
        return None
    address = table.take("address", _CAMERA, _is_auto_or(_is_camera), "auto")
    # Told here, used by the session: it offers to read only where reading was installed.
    table.take("reads_text", "true or false", lambda value: isinstance(value, bool), False)
    return DocumentCameraSettings(address)


def _speaker(table: _Table) -> Settings | None:
    if table.one_of("driver", ("espeak_ng",)) is None:
        return None
    volume = table.take("volume", "percent, from 0 to 100", lambda value: type(value) is int and 0 <= value <= 100, 100)
    rate = table.take("rate", "words a minute, from 80 to 300", lambda value: type(value) is int and 80 <= value <= 300, 150)
    folder = table.take("folder", "the path of a folder for sound files", lambda value: value == "" or _is_path(value), "")
    recordings = table.take("recordings", "the path of a folder with recordings", lambda value: value == "" or _is_path(value), "")
    return SpeakerSettings(volume, rate, Path(folder) if folder else None, Path(recordings) if recordings else None)


_TABLES: Mapping[Device, Callable[[_Table], Settings | None]] = {
    Device.ID_CARD_READER: _id_card_reader,
    Device.SMART_CARD_READER: _smart_card_reader,
    Device.CODE_SCANNER: _code_scanner,
    Device.RECEIPT_PRINTER: _receipt_printer,
    Device.PAGE_PRINTER: _page_printer,
    Device.DOCUMENT_CAMERA: _document_camera,
    Device.SPEAKER: _speaker,
}
