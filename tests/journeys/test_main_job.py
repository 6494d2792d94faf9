"""The three journeys that the demo plays, as tests, with the pages read out: what the voice says is compared with a file."""

from __future__ import annotations

import pytest

from commands.demo.journeys import JOURNEYS
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Visit
from tests.journeys.saying import Listener, Listening, compare


@pytest.fixture
def play() -> type[RemoteControl]:
    return Listener


@pytest.mark.parametrize(("name", "journey"), [(name, journey) for name, _, journey in JOURNEYS])
def test_journey(stage: Visit, name: str, journey: object) -> None:
    listening = Listening(stage.district, stage.player, stage.output)
    listening.begin(name, "t")
    assert callable(journey)
    journey(listening)  # raises Unexpected where it comes to something else
    assert listening.report.outcome, name
    assert all((listening.output / "pages" / page).stat().st_size > 10_000 for page in listening.report.pages)
    compare(name, listening)
