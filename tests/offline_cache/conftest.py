"""A platform with one published version, and a terminal that has it; tests spoil copies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ports.catalogue_updates import Way
from tests.offline_cache.published_catalogue import V1, PublishedCatalogue, Server, Terminal, many, serving


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def first(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[PublishedCatalogue, Terminal]:
    """A platform that has published one version, and a terminal that has it. Never changed: tests take copies."""
    published = PublishedCatalogue(tmp_path_factory.mktemp("published"), keys)
    published.small_files()
    published.publish(V1, many(V1))
    terminal = Terminal(tmp_path_factory.mktemp("terminal") / "catalogue")
    published.pin(terminal.folder)
    with serving(published.web) as server:
        assert terminal.updated(server.url).way is Way.FULL
    return published, terminal


@pytest.fixture
def published(first: tuple[PublishedCatalogue, Terminal], request: pytest.FixtureRequest) -> Iterator[PublishedCatalogue]:
    kept = first[0].keep(str(id(request.node)))
    yield kept
    for folder in (kept.web, kept.stick):
        shutil.rmtree(folder)


@pytest.fixture
def terminal(first: tuple[PublishedCatalogue, Terminal], tmp_path: Path) -> Terminal:
    """With the first version."""
    return first[1].copy(tmp_path / "catalogue")


@pytest.fixture
def server(published: PublishedCatalogue) -> Iterator[Server]:
    with serving(published.web) as made:
        yield made
