"""A ledger that was damaged: set aside under another name, never written over, and a new one begun in its place."""

from __future__ import annotations

import time
from pathlib import Path

from kiosk.durable import sync_folder
from kiosk.ports.storage import StorageError, StorageFault
from offline_cache.ledger.ledger import SqliteLedger

_PARTS = ("", "-wal", "-shm")  # what belongs to one database: its log may hold what the file does not yet


def open_whole(path: Path, terminal_id: str) -> SqliteLedger:
    """The ledger, looked through at the first opening after each start of the machine. To be called before any other thread
    opens it.

    Args:
        path: of the file; a damaged one is set aside and a new one begun, which its audit log says.
        terminal_id: whose receipts it numbers.

    Raises:
        NewerLedger: a newer program wrote it.
        StorageError: there is none to be had at all.
    """
    try:
        ledger = SqliteLedger(path, terminal_id)
        if not ledger.began_epoch or ledger.whole():
            return ledger
        ledger.close()
    except StorageError as error:
        if error.fault is not StorageFault.DAMAGED:
            raise
    name = set_aside(path)
    ledger = SqliteLedger(path, terminal_id)
    ledger.audit([("ledger.set-aside", {"file": name})], int(time.time()))
    return ledger


def set_aside(path: Path) -> str:
    """Rename the file, and what belongs to it, durably.

    Returns:
        The new name, ``ledger-damaged-<time in UTC>.db``.

    Raises:
        StorageError: it cannot be renamed.
    """
    stem = time.strftime("ledger-damaged-%Y%m%dT%H%M%SZ", time.gmtime())
    number = 1
    while (target := path.with_name(f"{stem}{f'-{number}' if number > 1 else ''}.db")).exists():
        number += 1
    try:
        # The file goes last: whoever is stopped in between finds it where it was, and sets it aside anew.
        for part in reversed(_PARTS):
            if (old := path.with_name(path.name + part)).exists():
                old.replace(target.with_name(target.name + part))
        sync_folder(path.parent)
    except OSError as fault:
        raise StorageError(StorageFault.UNAVAILABLE) from fault
    return target.name


def damaged(folder: Path) -> tuple[Path, ...]:
    """The ledgers that were set aside here, oldest first."""
    return tuple(sorted(folder.glob("ledger-damaged-*.db")))
