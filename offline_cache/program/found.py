"""What is found on this machine's disk of versions and of what they work on."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from kiosk.domain.values import decoded
from kiosk.messages.packs import is_version
from kiosk.messages.programs import LARGEST_MANIFEST, MANIFEST
from kiosk.removable import open_plain
from offline_cache.program.engine import Laid
from offline_cache.program.unpack import GONE, NEEDED, PARTIAL

_USER_VERSION = (60, 4)  # where SQLite keeps it in a file's head (https://www.sqlite.org/fileformat.html#the_database_header)


class _Laid(msgspec.Struct):
    schema: int
    sha256: str = ""  # what the package brought came from no archive


def mark_of(file: Path) -> str:
    """Another text for each file that was ever put there; "" for none."""
    try:
        about = file.stat()
    except OSError:
        return ""
    return f"{about.st_ino}-{about.st_mtime_ns}"


def laid_versions(folder: Path) -> tuple[dict[str, Laid], tuple[str, ...]]:
    """The whole ones by name, and names of what is none yet or any more. OSError."""
    whole, leftovers = {}, []
    for name in sorted(os.listdir(folder)):
        if name.endswith((PARTIAL, GONE)):
            leftovers.append(name)
        elif is_version(name) and all((folder / name / needed).is_file() for needed in NEEDED):
            try:
                with os.fdopen(open_plain(folder / name, MANIFEST), "rb") as file:
                    laid = decoded(file.read(LARGEST_MANIFEST), _Laid)
                whole[name] = Laid(laid.sha256, laid.schema)
            except (OSError, msgspec.MsgspecError):
                whole[name] = Laid()
    return whole, tuple(leftovers)


def schema_of(ledger: Path) -> int:
    """As it stands in the file, so a little behind what is still in its log; 0 where there is none. Read without SQLite, which
    would have to write beside it."""
    at, length = _USER_VERSION
    try:
        with os.fdopen(open_plain(ledger.parent, ledger.name), "rb") as file:
            return int.from_bytes(file.read(at + length)[at:], "big")
    except OSError:
        return 0
