"""Units that a version brings, in the place of the package's: those that begin anew with the terminal, so that its trial tries
them.

What fetches, judges and returns from versions, and what locks the machine down, stays the package's: no version may cut off the way
on which a better one comes. A generator of the service manager (packaging/root/usr/lib/systemd/system-generators) lays them into
memory at each start of the machine and each time it is told to read its units anew. It goes by the link `current` alone: whatever
is cut off, units and program are of one version after the next start.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from offline_cache.program.places import Places

FOLDER = "units"  # in a version's own
NAMES = ("community-terminal.service", "community-terminal-machine.service", "community-terminal-x11.service")


class Units(Enum):
    """Whether the service manager has the units of the version that `current` leads to."""

    IN_FORCE = "in-force"
    OTHERS = "others"  # it is to read them
    NOT_TAKEN = "not-taken"  # it has read them, and still has others


def in_force(places: Places) -> bool:
    """Whether what the generator made is of the version that `current` leads to.

    Args:
        places: of this machine.
    """
    brought = places.programs / "current" / FOLDER
    generated, packaged = places.root / "run/systemd/generator", places.root / "usr/lib/systemd/system"
    for name in NAMES:
        own = _read(packaged / name)
        wanted = _read(brought / name) if own is not None else None
        found = _read(generated / name)
        if (own if wanted is None else wanted) != (own if found is None else found):
            return False
    return True


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
