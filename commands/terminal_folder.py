"""The terminal's own folder: its configuration, what enrolment gave it, its catalogue and its ledger.

::

    terminal.toml     written by a technician: devices, times, screen, proxy
    enrolment.json    written by `main.py enrol`, readable by the terminal's user alone: keys, names, the platform's address
    catalogue/        catalogue-<version>.db
    ledger.db
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import msgspec
import rtoml

from kiosk.configuration import Key, line_of, number, one_of, proxy, read_table, whole_number
from kiosk.configuration import path as path_key
from kiosk.domain.technicians import ATTENDANT_PIN_LENGTH
from kiosk.domain.terminals import UNENROLLED, Terminal
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, decoded, field
from kiosk.durable import PRIVATE, write_durably
from kiosk.session.state import Settings

TIMES = {"quiet_limit": 60.0, "warning": 20.0, "leaving": 4.0, "leaving_limit": 20.0}
KEEP = {"bodies": 7, "rows": 180}  # days that the ledger keeps what the platform has confirmed: its sealed bytes, its rows
TABLES = {
    "times": tuple(number(name, "seconds", 1, 3600, default) for name, default in TIMES.items()),
    "screen": (
        one_of("language", ("zh", "en"), "zh"),
        *(
            Key(side, "pixels, or 0 for the whole screen", lambda value: type(value) is int and 0 <= value <= 8192, 0)
            for side in ("width", "height")
        ),
    ),
    "metrics": (path_key("file", "the file for Prometheus's node_exporter, whose name ends with .prom", ""),),
    "attendant": (
        Key(
            "pin",
            f'{ATTENDANT_PIN_LENGTH} digits, or "" for none',
            lambda value: isinstance(value, str) and _is_pin(value),
            "",
            secret=True,
        ),
    ),
    "network": (proxy("proxy"),),
    "keep": tuple(whole_number(name, "days", 1, 3650, default) for name, default in KEEP.items()),
}

SET_UP_FILE = "terminal.setup.json"  # there while the first set-up goes on
OURS = ("terminal.*", "enrolment.*", "catalogue", "ledger*.db*")
_LOCK_PATIENCE = 2.0  # seconds: the process before this one may hold it for a moment after its end


class FolderFault(Exception):
    """The folder cannot be used; the message says what is wrong and what to do."""


class FolderTaken(FolderFault):
    """Another terminal runs on this folder."""


class Enrolment(Value):
    url: str
    audience: str
    terminal: Terminal
    certificate: str
    signing: dict[str, Any]
    sealing: dict[str, Any]
    verification: list[dict[str, Any]]
    secret: bytes
    ca: str = ""  # file of certificates that vouch for the platform, "" for the public ones
    proxy: str = ""  # through which the platform is reached, "" for none
    introduced: bool = True  # the platform knows its key; else it was set up from a stick, without network


class Configuration(Value):
    """``problems``: one line each, with the place in the file; what is not understood has its default."""

    settings: Settings
    devices: dict[str, object]
    size: tuple[int, int] | None
    problems: tuple[str, ...] = ()
    keep: Mapping[str, int] = field(default_factory=lambda: dict(KEEP))
    metrics: str = ""  # file for Prometheus, "" for none


class TerminalFolder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.configuration_file = path / "terminal.toml"
        self.enrolment_file = path / "enrolment.json"
        self.certificates_file = path / "enrolment.ca.pem"
        self.pending_key_file = path / "enrolment.key.json"
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
        read = {name: read_table(name, keys, whole.pop(name, {})) for name, keys in TABLES.items()}
        times = {name: float(value) for name, value in read["times"].values.items()}
        screen = read["screen"].values
        size = (screen["width"], screen["height"]) if screen["width"] and screen["height"] else None
        offered = _offered(whole)
        settings = Settings(
            quiet_limit=times["quiet_limit"],
            warning=times["warning"],
            leaving=times["leaving"],
            leaving_limit=times["leaving_limit"],
            language=screen["language"],
            attendant_pin=read["attendant"].values["pin"],
            terminal=terminal,
            reads_text=offered["reads_text"],
            card_photo=offered["card_photo"],
        )
        problems = (problem for reading in read.values() for problem in reading.problems)
        told = (f"{self.configuration_file}:{line_of(text, one.table, one.key)}: {one.text}" for one in problems)
        return Configuration(settings, whole, size, tuple(told), read["keep"].values, read["metrics"].values["file"])

    @property
    def proxy(self) -> str:
        """Through which the platform is reached; "" for none, and where the file cannot be read."""
        try:
            given = rtoml.loads(self.configuration_file.read_text(encoding="utf-8")).get("network", {})
        except (OSError, rtoml.TomlParsingError, UnicodeDecodeError):
            return ""
        return str(read_table("network", TABLES["network"], given).values["proxy"])

    def place_of(self, table: str, key: str) -> str:
        """``/var/lib/terminal/terminal.toml:12``, for whoever has to mend it."""
        try:
            text = self.configuration_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            text = ""
        return f"{self.configuration_file}:{line_of(text, table, key)}"

    def enrolment_values(self) -> dict[str, Any]:
        """As they were written, confirmed or not. FolderFault."""
        try:
            values: dict[str, Any] = decoded(self.enrolment_file.read_bytes(), dict[str, Any])
        except FileNotFoundError:
            raise FolderFault(f"{self.path}: this terminal is not enrolled yet. Run: main.py enrol --home {self.path}") from None
        return values

    @property
    def confirmed(self) -> bool:
        """Whether staff have confirmed the enrolment. FolderFault where there is none."""
        return bool(self.enrolment_values().get("confirmed", True))  # before there was such a thing, by eye

    def pending_key(self, new: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The key of an enrolment that was begun and not finished; else a new one, written down. OSError."""
        with contextlib.suppress(FileNotFoundError, msgspec.DecodeError):
            return dict(decoded(self.pending_key_file.read_bytes(), dict[str, Any]))
        self.path.mkdir(parents=True, exist_ok=True)
        key = new()
        write_durably(self.pending_key_file, msgspec.json.encode(key), PRIVATE)
        return key

    def forget_pending_key(self) -> None:
        """It is in the enrolment now."""
        self.pending_key_file.unlink(missing_ok=True)

    def keep_certificates(self, file: Path) -> str:
        """A copy of them beside the enrolment; its name. FolderFault."""
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            self.certificates_file.write_bytes(file.read_bytes())
        except OSError as fault:
            raise FolderFault(f"{file} cannot be read ({fault.strerror}).") from None
        return str(self.certificates_file)

    def enrolment(self) -> Enrolment:
        """What enrolment gave this terminal.

        Raises:
            FolderFault: it is not enrolled, or staff have not confirmed it yet; the message says which command mends it.
        """
        values = self.enrolment_values()
        if not values.get("confirmed", True):
            raise FolderFault(
                f"{self.path}: staff have not confirmed this terminal yet, so it serves nobody. Run: main.py enrol --confirm"
                f" --home {self.path}"
            )
        return Enrolment(
            url=values["url"],
            audience=values["audience"],
            terminal=Terminal(values["terminal_id"], LocalizedText(**values["site"]), values["hotline"]),
            certificate=values["certificate"],
            signing=values["signing_key"],
            sealing=values["sealing_key"],
            verification=values["verification_keys"],
            secret=bytes.fromhex(values["secret"]),
            ca=str(self.certificates_file) if self.certificates_file.exists() else "",
            proxy=self.proxy,
            introduced=not values.get("offer_code"),
        )

    def check_set_up_is_over(self) -> None:
        """FolderFault while the first set-up goes on (`commands.set_up_file`)."""
        if (self.path / SET_UP_FILE).exists():
            raise FolderFault(f"{self.path}: the set-up of this terminal is not over; it goes on, on its screen.")

    def secure(self) -> None:
        """What is in a terminal's folder is for its owner alone, whoever made it and with whatever umask."""
        if not self.enrolment_file.exists():
            return  # not a terminal's folder, or not yet
        for path in (self.path, *(path for form in OURS for path in self.path.glob(form))):
            with contextlib.suppress(FileNotFoundError, PermissionError):  # somebody else's: then it is theirs to keep
                about = path.lstat().st_mode
                if about & 0o077 and not about & stat.S_ISVTX and not path.is_symlink():
                    path.chmod(0o700 if path.is_dir() else 0o600)

    def lock(self) -> IO[str]:
        """One folder has one terminal: held as long as the file is open. FolderTaken where another one has it; OSError."""
        self.path.mkdir(parents=True, exist_ok=True)
        file = (self.path / "terminal.lock").open("a+")
        until = time.monotonic() + _LOCK_PATIENCE
        while not _locked(file):
            if time.monotonic() > until:
                file.seek(0)
                other = file.read().strip()
                file.close()
                raise FolderTaken(f"{self.path}: a terminal runs on this folder already (process {other})")
            time.sleep(0.01)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return file

    def write_enrolment(self, values: dict[str, Any]) -> None:
        """Readable by the owner alone, whole or not at all."""
        self.path.mkdir(parents=True, exist_ok=True)
        write_durably(self.enrolment_file, msgspec.json.format(msgspec.json.encode(values), indent=1), PRIVATE)
        self.secure()


def _is_pin(value: str) -> bool:
    return value == "" or (len(value) == ATTENDANT_PIN_LENGTH and value.isascii() and value.isdigit())


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _offered(devices: Mapping[str, object]) -> dict[str, bool]:
    """What some devices let the screens offer. Looked at as it stands: no device is imported, and no table checked, before the
    first frame; one whose table is no good does not work, and then nothing of it is offered."""

    def given(table: str, key: str) -> object:
        values = devices.get(table)
        return values.get(key) if isinstance(values, dict) else None

    return {
        "reads_text": given("document_camera", "reads_text") is True,
        "card_photo": bool(given("id_card_reader", "photo_library")),
    }
