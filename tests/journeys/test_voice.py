"""The voice: for those who ask for it, and for a card that is left behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from commands.demo.visit import Visit, finish, show_card
from tests.journeys.steps import to_home, to_identify


def _heard(folder: Path, count: int) -> Callable[[object], bool]:
    return lambda _: len(list(folder.glob("*.wav"))) >= count


def test_pages_are_read_out_once_it_is_asked_for(stage: Visit) -> None:
    player, folder = stage.player, stage.district.speech
    player.wait("IdlePage", lambda view: not view["cannot"])
    to_home(stage)
    assert not list(folder.glob("*.wav"))
    player.touch("bar-openAccessibility")
    player.wait_for(lambda player: any(row["act"] == "voice" for row in player.frame.get("overlay", {}).get("switches", ())))
    stage.picture("voice")
    player.touch("accessibility-voice")
    player.wait_for(_heard(folder, 1))
    player.touch("close")
    player.wait_for(_heard(folder, 2))
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.wait_for(_heard(folder, 3))


def test_a_card_that_is_left_is_announced_to_everybody(stage: Visit) -> None:
    for old in stage.district.speech.glob("*.wav"):
        old.unlink()
    to_identify(stage)
    show_card(stage, "wang")
    stage.player.wait("EligibilityPage")
    finish(stage.player)
    stage.player.wait("LeavingPage", lambda view: view["rows"][0]["attention"])
    stage.player.wait_for(_heard(stage.district.speech, 1))
    stage.district.card.command("take")
    stage.player.wait("IdlePage")
