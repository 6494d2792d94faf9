"""Bad cards and bad numbers: a plain message where it happened, and nothing lost."""

from __future__ import annotations

import pytest

from commands.demo.visit import Visit, finish, show_card, take_card
from tests import campaign
from tests.journeys.steps import identify, to_home, to_identify, type_number

CHILD_ALLOWANCE = "11310199000000430G431050000E603"  # its first question is a child's ID number


def test_a_card_taken_away_while_it_is_read(stage: Visit) -> None:
    to_identify(stage)
    stage.district.card.command("fault", kind="remove_at_byte", at=300)
    show_card(stage, "wang")
    view = stage.player.wait("IdentifyPage", lambda view: view["problem"])
    assert "拿开得早" in view["problem"]
    stage.district.card.command("clear")
    show_card(stage, "wang")
    stage.player.wait("EligibilityPage", lambda view: view["allowed"])


def test_a_card_with_a_wrong_checksum(stage: Visit) -> None:
    to_identify(stage)
    stage.district.card.command("fault", kind="wrong_checksum")
    show_card(stage, "wang")
    view = stage.player.wait("IdentifyPage", lambda view: view["problem"])
    assert "没有读清楚" in view["problem"]
    stage.district.card.command("fault", kind="wrong_checksum", on=False)
    stage.player.wait("EligibilityPage", lambda view: view["allowed"])


def test_an_expired_card_is_no_identity(stage: Visit) -> None:
    to_identify(stage)
    show_card(stage, "zhao")
    view = stage.player.wait("IdentifyPage", lambda view: view["problem"])
    assert "有效期" in view["problem"]


def test_a_reader_that_is_unplugged_and_comes_back(stage: Visit) -> None:
    to_identify(stage)
    stage.district.card.command("unplug")
    view = stage.player.wait("IdentifyPage", lambda view: view["retry"])
    assert view["title"] == "现在读不了身份证", "nobody is asked for a card that cannot be read"
    assert "暂时不能用" in view["problem"]
    stage.district.card.command("replug")
    stage.player.wait("IdentifyPage", lambda view: not view["problem"])
    identify(stage, "wang")


def test_a_scanner_that_is_unplugged_says_what_else_there_is(stage: Visit) -> None:
    player, scanner = stage.player, stage.district.scanner
    to_home(stage)
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.touch("scanReceipt")
    player.wait("ScanPage", lambda view: not view["problem"])
    scanner.command("unplug")
    view = player.wait("ScanPage", lambda view: view["retry"])
    stage.picture("no-scanner")
    assert view["problem"] == "扫码器暂时不能用。查进度可以改用身份证。"
    stage.district.card.command("unplug")
    player.wait("ScanPage", lambda view: "请工作人员帮忙" in view["problem"])
    stage.district.card.command("replug")
    scanner.command("replug")
    player.wait("ScanPage", lambda view: not view["retry"])
    player.touch("bar-home")
    player.wait("HomePage")
    player.touch("open-copy_check")
    player.wait("ScanPage", lambda view: not view["problem"])
    scanner.command("unplug")
    view = player.wait("ScanPage", lambda view: view["retry"])
    assert "请工作人员帮忙" in view["problem"], "no card tells whether a copy is true"
    scanner.command("replug")
    player.wait("ScanPage", lambda view: not view["retry"])


def test_too_young_ends_with_a_way_on(stage: Visit) -> None:
    to_identify(stage)
    show_card(stage, "li")
    view = stage.player.wait("EligibilityPage")
    assert not view["allowed"]
    take_card(stage)
    stage.player.touch("primary")
    stage.player.wait("HomePage")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("110105194912310021", "wrong check digit"),
        pytest.param("110105194913310021", "no day of the calendar", marks=campaign.LONG_RUN),
    ],
)
def test_a_wrong_number_is_told_at_the_field(stage: Visit, number: str, why: str) -> None:
    player = stage.player
    to_identify(stage, "family", CHILD_ALLOWANCE)
    identify(stage, "li")
    player.touch("primary")
    player.wait("QuestionPage", lambda view: view["key"] == "child_number")
    type_number(stage, number)
    player.touch("primary")
    view = player.wait("QuestionPage", lambda view: view["fault"])
    assert view["key"] == "child_number", why
    assert view["value"] == number, "what was typed stays"
    type_number(stage, "11010519491231002X")
    player.touch("primary")
    player.wait("QuestionPage", lambda view: view["key"] != "child_number")
    player.touch("back")
    view = player.wait("QuestionPage", lambda view: view["key"] == "child_number")
    assert view["value"] == "11010519491231002X", "going back loses nothing"
    leave_with_a_question(stage)


def leave_with_a_question(stage: Visit) -> None:
    stage.player.touch("bar-leave")
    stage.player.wait_for(lambda player: player.frame.get("overlay", {}).get("kind") == "leave")
    lives = stage.player.lives
    stage.player.touch("leaveSurely")
    stage.player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")


def test_a_card_that_was_forgotten_does_not_identify_the_next_person(stage: Visit) -> None:
    player, district = stage.player, stage.district
    to_identify(stage)
    show_card(stage, "wang")
    player.wait("EligibilityPage")
    lives = player.lives
    finish(player)
    player.wait("LeavingPage")
    player.wait_for(lambda player: player.lives > lives)  # nobody took it
    player.wait("IdlePage", lambda view: not view["cannot"])
    to_home(stage)
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.touch("useCard")
    player.wait("IdentifyPage", lambda view: view["problem"].startswith("读卡区里已经有一张卡"))
    stage.picture("forgotten")
    district.card.command("take")
    player.wait("IdentifyPage", lambda view: view["problem"] == "")
    show_card(stage, "zhuge")
    player.wait("ProgressResultPage")
