"""What many tests begin with a copy of: made once in a run, by whichever worker first wants it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def once(config: pytest.Config, factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that all workers of this run have in common. Whoever has it changes nothing in it, and takes copies.

    Args:
        config: of this run, ``pytestconfig``.
        factory: pytest's own, ``tmp_path_factory``.
        name: of the folder.
        make: fills the empty folder that it is given, once. Where it fails, the next one who asks tries again.

    Returns:
        The folder that ``make`` filled.
    """
    base = factory.getbasetemp()
    if hasattr(config, "workerinput"):
        base = base.parent  # of all workers' folders
    folder = base / name
    with (base / f"{name}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            begun = factory.mktemp(name)
            make(begun)
            begun.rename(folder)
    return folder
