"""The terminal's catalogue folder: which versions are in it, and what of it is kept."""

from __future__ import annotations

import contextlib
import fcntl
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from kiosk.durable import sync_folder
from kiosk.messages.packs import is_version, pack_name, version_order
from kiosk.ports.storage import StorageError
from offline_cache.catalogue.read import SqliteCatalogue

BEGUN = ".begun"  # the name's end of a file of which a part has come
PACK_NAME = re.compile(r"catalogue-(?P<version>[0-9.]+)\.pack\.gz")


def installed_version(folder: Path) -> str:
    """The highest version that opens; "" for none."""
    found = [name for path in folder.glob("catalogue-*.db") if is_version(name := path.stem.removeprefix("catalogue-"))]
    for version in sorted(found, key=version_order, reverse=True):
        with contextlib.suppress(StorageError, LookupError, TypeError, msgspec.MsgspecError):
            SqliteCatalogue(folder / f"catalogue-{version}.db").close()
            return version
    return ""


def kept_packs(folder: Path) -> list[str]:
    """Versions, the newest first."""
    names = (PACK_NAME.fullmatch(path.name) for path in folder.glob("catalogue-*.pack.gz"))
    return sorted((m["version"] for m in names if m and is_version(m["version"])), key=version_order, reverse=True)


def forget_old(folder: Path, versions: set[str]) -> None:
    """Files of other versions; whoever has one open keeps it until they close it. Of packs only the newest is of use."""
    newest = max(filter(None, versions), key=version_order)
    for path in folder.glob("catalogue-*.db"):
        if path.stem.removeprefix("catalogue-") not in versions:
            path.unlink(missing_ok=True)
    for version in kept_packs(folder):
        if version != newest:
            (folder / pack_name(version)).unlink(missing_ok=True)
    sync_folder(folder)


def tidy(folder: Path, metadata: Path) -> None:
    """What an attempt left behind that was cut off."""
    for path in [*folder.glob("*.part"), *folder.glob("etilqs_*"), *metadata.glob("tmp*")]:
        path.unlink(missing_ok=True)


def forget_begun(folder: Path, wanted: Collection[str] = ()) -> None:
    """What came of files that nobody will ask for again. ``wanted``: names of files, with their hashes."""
    for path in folder.glob(f"*{BEGUN}"):
        if path.name.removesuffix(BEGUN) not in wanted:
            path.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[IO[bytes] | None]:
    """None: somebody else is at it."""
    with (folder / ".lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield lock
