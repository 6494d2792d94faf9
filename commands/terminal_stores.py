"""Ledger and vault of a terminal, opened on the thread that will use them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commands.life_signs import OwnVersion
    from commands.terminal_folder import TerminalFolder


@contextmanager
def _opening() -> Iterator[None]:
    """What a newer program wrote is, to this one, a ledger that cannot be opened: it is left as it is, and somebody is told."""
    from kiosk.ports.storage import StorageError, StorageFault
    from offline_cache.ledger.migrations import NewerLedger

    try:
        yield
    except NewerLedger as newer:
        raise StorageError(StorageFault.NEWER) from newer


def whole_ledger(home: TerminalFolder, terminal_id: str, version: OwnVersion | None = None) -> Any:
    """The ledger for the session: what is damaged is set aside first. StorageError.

    Args:
        home: of the terminal.
        terminal_id: its number.
        version: that may be on trial; it is asked before.
    """
    from offline_cache.ledger.recovery import open_whole

    with _opening():
        if version is not None:
            version.before_ledger()
        return open_whole(home.ledger_file, terminal_id)


def ledger(home: TerminalFolder, terminal_id: str) -> Any:
    """The ledger for another thread, as it is. StorageError."""
    from offline_cache.ledger.ledger import SqliteLedger

    with _opening():
        return SqliteLedger(home.ledger_file, terminal_id)


def vault(home: TerminalFolder, secret: bytes) -> Any:
    """What holders keep here, locked with the terminal's secret too. StorageError."""
    from offline_cache.ledger.vault import SqliteVault

    with _opening():
        return SqliteVault(home.ledger_file, secret)
