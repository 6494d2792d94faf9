"""Which keys the terminal trusts now."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from commands.terminal_folder import TerminalFolder


def trusting(home: TerminalFolder, enrolment: Any) -> Callable[[], Any]:
    """Tells what is trusted now: what came with the catalogue last; before that, what enrolment gave."""

    @lru_cache(maxsize=1)
    def read(*states: tuple[int, int] | None) -> Any:
        from kiosk.messages.keys import Trust
        from offline_cache.catalogue.trust import current_keys, revocations, technician_cards

        keys, revoked = current_keys(home.catalogue_folder), revocations(home.catalogue_folder)
        return Trust(
            keys.sealing_key if keys else enrolment.sealing,
            keys.verification if keys else enrolment.verification,
            revoked.revoked if revoked else frozenset(),
            revoked.ended_keys if revoked else {},
            keys.reads if keys else {},
            technician_cards(home.catalogue_folder),
        )

    def trusted() -> Any:
        from kiosk.messages.packs import KEYS, REVOCATIONS
        from kiosk.messages.technician_card_list import TECHNICIAN_CARDS

        return read(*(_state_of(home.catalogue_folder / name) for name in (KEYS, REVOCATIONS, TECHNICIAN_CARDS)))

    return trusted


def _state_of(path: Path) -> tuple[int, int] | None:
    """Another one as soon as the file is another: these are replaced whole, never written in place."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_ino, about.st_mtime_ns
