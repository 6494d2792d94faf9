"""A platform with one published version, and a terminal that has it; tests spoil copies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ports.catalogue_updates import Way
from tests.offline_cache.catalogue_shelf import V1, Server, Shelf, Terminal, many, serving


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def first(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shelf, Terminal]:
    """A platform that has published one version, and a terminal that has it. Never changed: tests take copies."""
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), keys)
    shelf.small_files()
    shelf.publish(V1, many(V1))
    terminal = Terminal(tmp_path_factory.mktemp("terminal") / "catalogue")
    shelf.pin(terminal.folder)
    with serving(shelf.web) as server:
        assert terminal.updated(server.url).way is Way.FULL
    return shelf, terminal


@pytest.fixture
def shelf(first: tuple[Shelf, Terminal], request: pytest.FixtureRequest) -> Iterator[Shelf]:
    kept = first[0].keep(str(id(request.node)))
    yield kept
    for folder in (kept.web, kept.stick):
        shutil.rmtree(folder)


@pytest.fixture
def terminal(first: tuple[Shelf, Terminal], tmp_path: Path) -> Terminal:
    """With the first version."""
    return first[1].copy(tmp_path / "catalogue")


@pytest.fixture
def server(shelf: Shelf) -> Iterator[Server]:
    with serving(shelf.web) as made:
        yield made
