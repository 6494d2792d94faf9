"""One district for the journeys of a file: real platform, real drivers, simulated devices; a fresh terminal for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.district import District
from commands.journeys import Stage
from commands.player import Player


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    district = District(tmp_path_factory.mktemp("district"), times={"leaving": 1.0})
    district.came_out = []
    district.on_printer = lambda event: district.came_out.append(event) if event.get("event") == "receipt" else None
    district.start()
    yield district
    district.stop()


@pytest.fixture
def stage(district: District, tmp_path: Path) -> Iterator[Stage]:
    log = tmp_path / "terminal.log"
    player = Player(district.home.path, ["--size", "1080x1920"], log, district.environment)
    district.came_out.clear()
    player.start()
    stage = Stage(district, player, tmp_path / "output")
    stage.begin("test", "t")
    yield stage
    player.stop()
    district.card.command("clear")
    district.card.command("take")
    district.printer.command("clear")
    district.printer.command("new_paper")
    district.line.command("mode", mode="through")
    district.camera.command("replug")
    district.camera.command("clear")
    district.printer.forget()
    said = log.read_text(encoding="utf-8")
    assert "bug:" not in said, said
    assert "file:" not in said, said  # a page that complains
