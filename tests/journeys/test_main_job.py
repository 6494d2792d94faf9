"""The three journeys that the demo plays, as tests."""

from __future__ import annotations

import pytest

from commands.journeys import JOURNEYS
from commands.stage import Stage


@pytest.mark.parametrize(("name", "journey"), [(name, journey) for name, _, journey in JOURNEYS])
def test_journey(stage: Stage, name: str, journey: object) -> None:
    assert callable(journey)
    journey(stage)  # raises Unexpected where it comes to something else
    assert stage.report.outcome, name
    assert all((stage.output / "pages" / page).stat().st_size > 10_000 for page in stage.report.pages)
