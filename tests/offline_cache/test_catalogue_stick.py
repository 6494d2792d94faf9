"""From a stick, which somebody else has had in their hands."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kiosk.ports.catalogue_updates import Refusal
from tests.offline_cache.catalogue_shelf import NOW, V2, Shelf, Terminal, many, then_good


def test_a_stick_without_a_catalogue(shelf: Shelf, terminal: Terminal, tmp_path: Path) -> None:
    terminal.refused(tmp_path / "nowhere", Refusal.UNREACHABLE)
    (tmp_path / "empty").mkdir()
    terminal.refused(tmp_path / "empty", Refusal.UNREACHABLE)
    (tmp_path / "file").write_text("x")
    terminal.refused(tmp_path / "file", Refusal.UNREACHABLE)
    then_good(shelf, terminal, shelf.stick)


@pytest.mark.parametrize("what", ["link to a file", "link to a folder", "folder", "pipe", "link out"])
def test_a_stick_leads_nowhere_else(shelf: Shelf, terminal: Terminal, tmp_path: Path, what: str) -> None:
    shelf.publish(V2, many(V2, "养老卡"), NOW + 60)
    file = shelf.stick / "metadata" / "timestamp.json"
    if what == "link to a folder":
        (shelf.stick / "metadata").rename(shelf.stick / "elsewhere")
        (shelf.stick / "metadata").symlink_to("elsewhere")
    else:
        file.rename(tmp_path / "timestamp.json")
        if what == "link to a file":
            shutil.copy(tmp_path / "timestamp.json", file.with_name("other.json"))
            file.symlink_to("other.json")
        elif what == "link out":
            file.symlink_to(tmp_path / "timestamp.json")
        elif what == "folder":
            file.mkdir()
        else:
            os.mkfifo(file)
    terminal.refused(shelf.stick, Refusal.UNREACHABLE, now=NOW + 60)
    shutil.rmtree(file) if file.is_dir() and not file.is_symlink() else file.unlink()
    if what == "link to a folder":
        (shelf.stick / "metadata").unlink()
        (shelf.stick / "elsewhere").rename(shelf.stick / "metadata")
    then_good(shelf, terminal, shelf.stick)


@pytest.mark.parametrize("how", ["short", "missing", "altered"])
def test_a_spoilt_stick(shelf: Shelf, terminal: Terminal, how: str) -> None:
    shelf.publish(V2, many(V2, "养老卡"), NOW + 60)
    for path in (shelf.stick / "targets").glob("*.gz"):
        if how == "missing":
            path.unlink()
        else:
            data = path.read_bytes()
            path.write_bytes(data[:-1] if how == "short" else data[:-1] + b"X")
    terminal.refused(shelf.stick, Refusal.MIXED if how == "altered" else Refusal.TRUNCATED, now=NOW + 60)
    then_good(shelf, terminal, shelf.stick)
