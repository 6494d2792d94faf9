"""The platform's own folder (environment variable PLATFORM_HOME): its database, keys, secrets and published packs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from kiosk.durable import PRIVATE, write_first


def home_folder() -> Path:
    """``PLATFORM_HOME``, or ``var/platform`` below the working folder; made if it is not there, closed to other users."""
    folder = Path(os.environ.get("PLATFORM_HOME") or Path("var") / "platform").absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def kept_secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """The bytes of ``path``; at the first time ``make()`` gives them, and the file is the owner's alone.

    Two processes that start together agree on one value, and none reads a half.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_first(path, make(), PRIVATE)
    return path.read_bytes()
