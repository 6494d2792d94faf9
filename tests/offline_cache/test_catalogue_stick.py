"""From a stick, which somebody else has had in their hands."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kiosk.ports.catalogue_updates import Refusal
from tests.offline_cache.published_catalogue import NOW, V2, PublishedCatalogue, Terminal, many, then_good


def test_a_stick_without_a_catalogue(published: PublishedCatalogue, terminal: Terminal, tmp_path: Path) -> None:
    terminal.refused(tmp_path / "nowhere", Refusal.UNREACHABLE)
    (tmp_path / "empty").mkdir()
    terminal.refused(tmp_path / "empty", Refusal.UNREACHABLE)
    (tmp_path / "file").write_text("x")
    terminal.refused(tmp_path / "file", Refusal.UNREACHABLE)
    then_good(published, terminal, published.stick)


@pytest.mark.parametrize("what", ["link to a file", "link to a folder", "folder", "pipe", "link out"])
def test_a_stick_leads_nowhere_else(published: PublishedCatalogue, terminal: Terminal, tmp_path: Path, what: str) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    file = published.stick / "metadata" / "timestamp.json"
    if what == "link to a folder":
        (published.stick / "metadata").rename(published.stick / "elsewhere")
        (published.stick / "metadata").symlink_to("elsewhere")
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
    terminal.refused(published.stick, Refusal.UNREACHABLE, now=NOW + 60)
    shutil.rmtree(file) if file.is_dir() and not file.is_symlink() else file.unlink()
    if what == "link to a folder":
        (published.stick / "metadata").unlink()
        (published.stick / "elsewhere").rename(published.stick / "metadata")
    then_good(published, terminal, published.stick)


@pytest.mark.parametrize("how", ["short", "missing", "altered"])
def test_a_spoilt_stick(published: PublishedCatalogue, terminal: Terminal, how: str) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    for path in (published.stick / "targets").glob("*.gz"):
        if how == "missing":
            path.unlink()
        else:
            data = path.read_bytes()
            path.write_bytes(data[:-1] if how == "short" else data[:-1] + b"X")
    terminal.refused(published.stick, Refusal.MIXED if how == "altered" else Refusal.TRUNCATED, now=NOW + 60)
    then_good(published, terminal, published.stick)
