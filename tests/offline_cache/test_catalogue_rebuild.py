"""A catalogue file of an earlier program, made anew of the pack beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.messages.packs import pack_name
from kiosk.ports.storage import StorageError
from offline_cache.catalogue.build import build
from offline_cache.catalogue.folder import alone
from offline_cache.catalogue.read import SqliteCatalogue
from offline_cache.catalogue.rebuild import rebuild
from tests.offline_cache.test_catalogue import packed, small

VERSION = "2026.1.1.1"


def of_an_earlier_program(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE postings")
        database.execute("PRAGMA user_version=2")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a catalogue, and the pack as an earlier platform made it: without vectors and general everyday words."""
    pack = packed(small())
    (tmp_path / pack_name(VERSION)).write_bytes(pack)
    build(pack, tmp_path)
    return tmp_path


@pytest.mark.parametrize("spoil", [of_an_earlier_program, lambda file: file.write_bytes(b"junk" * 1000)])
def test_a_catalogue_that_does_not_open_is_made_anew(folder: Path, spoil: Callable[[Path], None]) -> None:
    file = folder / f"catalogue-{VERSION}.db"
    spoil(file)
    with pytest.raises(StorageError):
        SqliteCatalogue(file)
    assert rebuild(folder) == file
    with closing(SqliteCatalogue(file)) as catalogue:
        assert catalogue.search("敬老卡").hits


def test_without_a_pack_that_is_whole_there_is_none(folder: Path) -> None:
    (folder / pack_name(VERSION)).write_bytes(b"damaged")
    assert rebuild(folder) is None
    (folder / pack_name(VERSION)).unlink()
    assert rebuild(folder) is None


def test_an_update_that_is_at_work_is_left_alone(folder: Path) -> None:
    with alone(folder):
        assert rebuild(folder) is None
