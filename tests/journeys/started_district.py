"""A district at work, with what its processes say kept in a file; and how it is made what it was when it began."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from commands.demo.model_district import ModelDistrict

# Twelve model people come hundreds of times a day.
MANY_VISITS = (
    "about-person=100000 lookups=100000 lookups-a-minute=10000 queries=100000 queries-a-minute=10000 queries-of-person=100000"
)


@contextmanager
def at_work(folder: Path, like: Path) -> Iterator[ModelDistrict]:
    """A district for journeys. ``like``: the folder of another, with a copy of which it begins."""
    district = ModelDistrict(folder, times={"leaving": 1.0}, like=like, settings={"PLATFORM_QUOTAS": MANY_VISITS})
    district.came_out = []
    district.on_printer = lambda event: district.came_out.append(event) if event.get("event") == "receipt" else None
    with started(district, district.folder / "said.log"):
        yield district


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
    # Hardware does not wait for the processor: a printer that answers late, because others have it, would be one that is not well.
    for device in (district.card, district.scanner, district.printer, district.camera):
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, device.process_id, -10)
    try:
        yield district
    finally:
        district.stop()
        sys.stderr.write(said.read_text(encoding="utf-8"))


class AsItBegan:
    """What a district has that nobody came to yet: the platform's tables, the terminal's folder, no paper and no sound."""

    def __init__(self, district: ModelDistrict, folder: Path) -> None:
        """``folder``: an empty one, for copies."""
        self._district = district
        self._tables, self._terminal = folder / "platform.sqlite3", folder / "terminal"
        _copy_tables(district.folder / "platform" / "platform.sqlite3", self._tables)
        shutil.copytree(district.home.path, self._terminal, symlinks=True)

    def restore(self) -> None:
        """While no terminal runs. The platform goes on: to it this is another process that writes."""
        district = self._district
        _copy_tables(self._tables, district.folder / "platform" / "platform.sqlite3")
        if district.payments is not None:
            district.payments.forget()  # the same numbers are given again
        shutil.rmtree(district.home.path)
        shutil.copytree(self._terminal, district.home.path, symlinks=True)
        for folder in (district.paper, district.pages, district.speech):
            for path in folder.glob("*"):
                path.unlink()


def _copy_tables(source: Path, to: Path) -> None:
    with closing(sqlite3.connect(source)) as tables, closing(sqlite3.connect(to, timeout=30)) as other:
        tables.backup(other)
