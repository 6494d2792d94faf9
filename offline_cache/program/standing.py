"""What a running terminal knows of its own version: whether it is on trial, and whether another one is to take its place. Looked at
before the first frame, so little is read: two links where all is as usual."""

from __future__ import annotations

from enum import Enum

from offline_cache.program.places import Places


class Standing(Enum):
    """``CLOSED``: on trial, and it would change the ledger's schema."""

    USUAL = "usual"
    OPEN = "open"  # on trial, and serves as usual
    CLOSED = "closed"


def standing_of(places: Places, own: str) -> Standing:
    """How a version stands.

    Args:
        places: of this machine.
        own: name of the version's folder, "" for a program that is no installed version.

    Returns:
        On trial is what runs and is not confirmed. Where nothing says how it is tried, the ledger is left alone: CLOSED.
    """
    confirmed = places.version_at("confirmed") if own else ""
    if confirmed in ("", own):
        return Standing.USUAL
    from offline_cache.program.record import read_record

    trial = read_record(places.record_file).trial
    return Standing.OPEN if trial and trial.version == own and not trial.closed else Standing.CLOSED


def is_to_be_replaced(places: Places, own: str, began: Standing) -> bool:
    """Whether the next process is another one than this.

    Args:
        places: of this machine.
        own: as of `standing_of`.
        began: how it stood when this process began.
    """
    if not own:
        return False
    if places.version_at("current") not in ("", own):
        from offline_cache.program.units import in_force

        return in_force(places)  # until the next one's units are, it would be begun with this one's
    return (began is Standing.CLOSED) != (standing_of(places, own) is Standing.CLOSED)
