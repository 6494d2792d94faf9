"""Short ways to where a test begins."""

from __future__ import annotations

from typing import Any

from commands.journeys import SENIOR_CARD, SIGNATURE, Stage, show_card, take_card

ANYBODY = {"wang": "", "zhuge": "13900000041", "chen": "13900000093"}


def to_identify(stage: Stage, theme: str = "seniors", code: str = SENIOR_CARD) -> None:
    player = stage.player
    player.wait("AttractPage", lambda view: not view["cannot"])
    player.touch("attract")
    player.wait("HomePage")
    player.touch(f"theme-{theme}")
    player.wait("ListPage", lambda view: view["rows"])
    player.touch(f"item-{code}")
    player.wait("GuidePage")
    player.touch("primary")
    player.wait("IdentifyPage")


def identify(stage: Stage, person: str) -> None:
    show_card(stage, person)
    stage.player.wait("EligibilityPage")
    take_card(stage)


def answer(stage: Stage, key: str, *touches: str) -> None:
    stage.player.wait("QuestionPage", lambda view: view["key"] == key)
    for touch in touches:
        stage.player.touch(touch)
    stage.player.touch("primary")


def type_number(stage: Stage, number: str) -> None:
    """On the keypad, over whatever was filled in."""
    for _ in range(len(str(stage.player.view["value"]))):
        stage.player.touch("key-erase")
    for digit in number:
        stage.player.touch(f"key-{digit}")


def to_signature(stage: Stage, person: str) -> None:
    """From the idle page to the signed application, everything answered."""
    player = stage.player
    to_identify(stage)
    identify(stage, person)
    player.touch("primary")
    answer(stage, "household_here", "option-yes")
    player.wait("QuestionPage", lambda view: view["key"] == "mobile")
    type_number(stage, "13900000099")
    player.touch("primary")
    answer(stage, "delivery", "option-collect")
    answer(stage, "photo_choice", "option-card")
    player.wait("MaterialsPage")
    player.touch("primary")
    player.wait("CheckPage")
    player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)


def submit(stage: Stage, person: str) -> dict[str, Any]:
    """Up to the result, whatever it is; its view once the paper is settled."""
    to_signature(stage, person)
    stage.player.touch("primary")
    return stage.player.wait("ResultPage", lambda view: view["paper"]["state"] != "printing", timeout=30.0)


def leave(stage: Stage) -> None:
    player = stage.player
    lives = player.lives
    player.touch("bar-leave")
    player.wait_for(lambda player: player.lives > lives and player.page == "AttractPage")
