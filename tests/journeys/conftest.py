"""One district for all journeys: real platform, real drivers, simulated devices. Each file finds it as it began, with tables and
folders of its own, and each test has a fresh terminal.

After each test, whatever it was about: nothing of anybody lies in a file of the terminal's or in a log, the platform's among them.
After each file: the audit log speaks its vocabulary only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Visit
from kiosk.process import TRACEABLE
from tests.journeys.started_district import AsItBegan, at_work
from tests.journeys.traces import Watch, check_audit, left_by


@pytest.fixture(scope="session")
def as_it_began(tmp_path_factory: pytest.TempPathFactory, prepared_district: Path) -> Iterator[tuple[ModelDistrict, AsItBegan]]:
    with at_work(tmp_path_factory.mktemp("district"), prepared_district) as district:
        yield district, AsItBegan(district, tmp_path_factory.mktemp("as-it-began"))


@pytest.fixture(scope="module")
def district(as_it_began: tuple[ModelDistrict, AsItBegan]) -> ModelDistrict:
    """What the file before did to it is undone."""
    district, began = as_it_began
    began.restore()
    return district


@pytest.fixture(scope="module")
def watch(district: ModelDistrict) -> Iterator[Watch]:
    watch = Watch(district)
    yield watch
    watch.check()
    check_audit(district.home.ledger_file)


@pytest.fixture
def play() -> type[RemoteControl]:
    """How the terminal is played."""
    return RemoteControl


@pytest.fixture
def stage(district: ModelDistrict, watch: Watch, tmp_path: Path, play: type[RemoteControl]) -> Iterator[Visit]:
    log = tmp_path / "terminal.log"
    player = play(district.home.path, ["--size", "1080x1920"], log, {**district.environment, TRACEABLE: "1"})
    district.came_out.clear()
    player.start()
    stage = Visit(district, player, tmp_path / "output")
    stage.begin("test", "t")
    yield stage
    watch.check()
    player.stop()
    assert not left_by(player.keeper_id)
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
    watch.check(log)
