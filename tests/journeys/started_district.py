"""A district at work, with what its processes say kept in a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.demo.model_district import ModelDistrict


@contextmanager
def started(district: ModelDistrict, said: Path) -> Iterator[ModelDistrict]:
    """``said``: where the stderr of its processes goes: they inherit ours."""
    ours = os.dup(2)
    with said.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        district.start()
    finally:
        os.dup2(ours, 2)
        os.close(ours)
    try:
        yield district
    finally:
        district.stop()
        sys.stderr.write(said.read_text(encoding="utf-8"))
