"""Builds one catalogue, in a process of its own: ``python -m offline_cache.catalogue.build_process``, started by `update`.

What it takes of memory and time is the terminal's neither, and it can be killed at any moment: all that it leaves behind then are
``.part`` files. It reads no network, and makes only the text whose SHA-256 it is told.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from pathlib import Path

from kiosk.durable import write_durably
from kiosk.messages.packs import PackFault, apply_delta, header_of, pack_name, squeeze, text_sha256, unpack
from kiosk.process import end_with_parent, hide

# Exit codes beside 0.
DAMAGED = 3
NEWER_FORMAT = 4
OTHER_TEXT = 5
STORAGE = 6
_NICE = 19  # residents come first


def main() -> int:
    """Build what the arguments name. Returns the exit code: 0, `DAMAGED`, `NEWER_FORMAT`, `OTHER_TEXT` or `STORAGE`."""
    parser = argparse.ArgumentParser()
    for name in ("--folder", "--version", "--sha256", "--pack", "--delta"):
        parser.add_argument(name, default="")
    options = parser.parse_args()
    be_modest()
    folder = Path(options.folder)
    os.environ["SQLITE_TMPDIR"] = str(folder)  # the machine's own may be memory
    try:
        return _build(folder, options.version, options.sha256, Path(options.pack), options.delta)
    except PackFault as fault:
        return NEWER_FORMAT if fault.newer else DAMAGED
    except (OSError, sqlite3.OperationalError):
        return STORAGE


def be_modest() -> None:
    """Work only when nobody else wants to, and end with whoever wanted it."""
    os.nice(_NICE)
    end_with_parent()
    hide()


def environment() -> dict[str, str]:
    """In which this project's modules are found."""
    path = os.pathsep.join(filter(None, (str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path}


def _build(folder: Path, version: str, sha256: str, pack: Path, delta: str) -> int:
    """``pack``: the new one; with ``delta``, the older one that it is for."""
    packed = pack.read_bytes()
    text = unpack(packed)
    if delta:
        text = apply_delta(text, Path(delta).read_bytes())
        packed = b""
    if text_sha256(text) != sha256:
        return OTHER_TEXT
    if header_of(text)["version"] != version:
        raise PackFault("another version than it was signed as")
    # The pack first: it may be there without its catalogue, and not the other way round, or there is nothing for the next delta.
    kept = folder / pack_name(version)
    if pack != kept:
        write_durably(kept, packed or squeeze(text, level=1))
    del packed
    from offline_cache.catalogue.build import build_text

    build_text(text, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
