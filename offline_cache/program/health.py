"""What keeper and terminal write of themselves in their runtime folder, read by root: a stranger's files, plain and bounded."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from kiosk.domain.values import decoded
from kiosk.removable import open_plain
from offline_cache.program.judging import Health, Life, Signs

LIVES, LIVES_BEFORE, SIGNS = "lives", "lives.before", "signs.json"
_LARGEST = 64 * 1024  # bytes


def read_health(folder: Path) -> Health:
    """As if nothing had ever lived, where there is nothing; what is not understood is left out."""
    lives = [life for name in (LIVES_BEFORE, LIVES) for line in _read(folder / name).splitlines() if (life := _life(line))]
    signs: Signs | None = None
    with contextlib.suppress(msgspec.MsgspecError):
        signs = decoded(_read(folder / SIGNS), Signs)
    return Health(tuple(lives), signs)


def _life(line: bytes) -> Life | None:
    """``<uptime> <started> <folder of the program>``."""
    began, _, rest = line.decode("utf-8", "replace").partition(" ")
    started, _, program = rest.partition(" ")
    try:
        return Life(float(began), started, Path(program).name)
    except ValueError:
        return None


def _read(path: Path) -> bytes:
    with contextlib.suppress(OSError), os.fdopen(open_plain(path.parent, path.name), "rb") as file:
        return file.read(_LARGEST)
    return b""
