"""One district for the journeys of a file: real platform, real drivers, simulated devices; a fresh terminal for each test.

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
from tests.journeys.started_district import started
from tests.journeys.traces import Watch, check_audit, left_by

# Twelve model people come hundreds of times a day.
MANY_VISITS = (
    "about-person=100000 lookups=100000 lookups-a-minute=10000 queries=100000 queries-a-minute=10000 queries-of-person=100000"
)


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of one that was started once, with its keys, tables and catalogue: to make them takes longest of all."""
    district = ModelDistrict(tmp_path_factory.mktemp("platform"))
    district.start_platform()
    district.stop_platform()
    return district.folder / "platform"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory, platform: Path) -> Iterator[ModelDistrict]:
    folder = tmp_path_factory.mktemp("district")
    district = ModelDistrict(folder, times={"leaving": 1.0}, platform=platform, settings={"PLATFORM_QUOTAS": MANY_VISITS})
    district.came_out = []
    district.on_printer = lambda event: district.came_out.append(event) if event.get("event") == "receipt" else None
    with started(district, district.folder / "said.log"):
        yield district


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
