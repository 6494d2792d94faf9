"""A version checks itself before it is tried: beside the one that runs, as the terminal's user, on copies."""

from __future__ import annotations

import contextlib
import errno
import json
import shutil
import sqlite3
import tempfile
from pathlib import Path

from commands.program_worker import CHECK_FILE, LATER
from offline_cache.program.places import own_version, places


def check(home: Path) -> tuple[int, str, int]:
    """Load what the first frame needs, open a copy of the ledger, and see that catalogue and configuration are read.

    Args:
        home: the terminal's folder; nothing in it is altered but what this writes beside.

    Returns:
        Exit code, what is wrong ("": nothing), and the schema of the ledger as it is here (0: there is none).
    """
    try:
        return _check(home)
    except OSError as fault:
        return (LATER if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.ENOMEM) else 1), f"{fault.strerror}", 0
    except MemoryError:
        return LATER, "no memory", 0


def _check(home: Path) -> tuple[int, str, int]:
    import screens.app  # noqa: F401 - with Qt's libraries
    from commands.terminal_folder import FolderFault, TerminalFolder
    from kiosk.ports.storage import StorageError, StorageFault
    from offline_cache.ledger.copying import copy_ledger, held, try_on
    from offline_cache.ledger.migrations import NewerLedger

    folder = TerminalFolder(home)
    try:
        terminal = folder.enrolment().terminal
    except FolderFault as fault:
        return LATER, str(fault), 0
    folder.configuration(terminal)
    beside = places(home).fetched
    beside.mkdir(parents=True, exist_ok=True)
    for left in beside.glob("check-*"):
        shutil.rmtree(left, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix="check-", dir=beside))
    schema, problem = 0, ""
    try:
        copy = scratch / "ledger.db"
        copy_ledger(folder.ledger_file, copy)
        if copy.exists():
            schema = held(copy).schema
            problem = try_on(copy, terminal.terminal_id)
        problem = problem or _catalogue(folder.catalogue_folder)
    except NewerLedger as newer:
        problem = str(newer)
    except StorageError as fault:
        if fault.fault is StorageFault.FULL:
            return LATER, "no room for a copy of the ledger", schema
        problem = f"the copy of the ledger: {fault.fault.value}"
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    _tell(beside, schema)
    return (1 if problem else 0), problem, schema


def _catalogue(folder: Path) -> str:
    """Whether the one that is here can be opened, or made anew of its pack."""
    from kiosk.messages.packs import PackFault, header_of, pack_name, unpack
    from kiosk.ports.storage import StorageError
    from offline_cache.catalogue.folder import kept_packs
    from offline_cache.catalogue.read import SqliteCatalogue, newest

    if (file := newest(folder)) is None:
        return ""
    with contextlib.suppress(StorageError, sqlite3.Error):
        SqliteCatalogue(file).close()
        return ""
    for version in kept_packs(folder):
        with contextlib.suppress(PackFault, OSError):
            header_of(unpack((folder / pack_name(version)).read_bytes()))
            return ""
    return "no catalogue that it can read"


def _tell(beside: Path, schema: int) -> None:
    from kiosk.durable import write_durably

    write_durably(beside / CHECK_FILE, json.dumps({"version": own_version(), "ledger_schema": schema}).encode())
