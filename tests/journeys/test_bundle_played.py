"""A bundle on the real screens: one application, and as many cases as it has items, with the network and without."""

from __future__ import annotations

import time

import pytest

from commands.demo.visit import Visit, finish_and_empty, show_card, take_card
from tests.journeys.playing import Play
from tests.journeys.promises import Ending
from tests.journeys.steps import to_home
from tests.whole_catalogue import whole_catalogue

NEWBORN = next(item for item in whole_catalogue().items if item.name.zh == "新生儿出生一件事")
NAMES = [child.name.zh for child in NEWBORN.children]


def numbers(stage: Visit, person: str) -> list[str]:
    """Of this person's cases, in the order in which they were opened."""
    return sorted(case.case_number for case in stage.district.cases_of(person))


@pytest.mark.timeout(240)
def test_a_bundle_is_filled_in_once_and_told_with_all_numbers(stage: Visit) -> None:
    play = Play(stage, NEWBORN, "li")
    guide = play.find()
    together, elsewhere = guide["sections"][:2]
    assert [row["text"].removesuffix("（视情况）") for row in together["rows"]] == NAMES
    assert [row["text"] for row in elsewhere["rows"]] == ["出生医学证明", "预防接种证", "出生户口登记"]
    played = play.go()
    assert played.ending is Ending.RECEIVED
    assert played.asked.count("mobile") == played.asked.count("child_number") == 1
    (slip,) = played.slips
    assert all(name in slip for name in NAMES)
    assert all(number in slip for number in numbers(stage, "li"))
    assert len(numbers(stage, "li")) == 3


@pytest.mark.timeout(240)
def test_a_bundle_without_network_becomes_its_cases_later(stage: Visit) -> None:
    player, line = stage.player, stage.district.line
    play = Play(stage, NEWBORN, "chen")
    play.find()
    line.command("mode", mode="cut")
    player.touch("primary")
    assert play.submit() == ""
    view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["word"] == "已暂存"
    assert [row["value"] for row in view["rows"][-3:]] == NAMES
    line.command("mode", mode="through")
    until = time.monotonic() + 60
    while len(numbers(stage, "chen")) < 3:
        assert time.monotonic() < until, "the stored one never became its cases"
        time.sleep(0.2)
    take_card(stage)
    finish_and_empty(stage)
    to_home(stage)
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.touch("useCard")
    player.wait("IdentifyPage")
    show_card(stage, "chen")
    view = player.wait("ProgressResultPage", lambda view: not view["waiting"])
    take_card(stage)
    assert [row["title"] for row in view["rows"]] == ["新生儿出生一件事", *NAMES]
    assert view["rows"][0]["word"] == "3 件都已收件"
