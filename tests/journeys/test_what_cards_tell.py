"""What stands on real cards beside the usual: a second address, a character where it stood twenty years ago."""

from __future__ import annotations

from commands.demo.visit import Visit, take_card
from kiosk.domain.sample_people import sample_person
from tests.journeys.steps import answer, identify, to_home, to_identify


def test_who_moved_sees_both_addresses_and_takes_either(stage: Visit) -> None:
    player, zhuge = stage.player, sample_person("zhuge")
    to_identify(stage)
    identify(stage, "zhuge")
    player.touch("primary")
    answer(stage, "household_here", "option-yes")
    answer(stage, "mobile")
    answer(stage, "delivery", "option-courier")
    view = player.wait("QuestionPage", lambda view: view["addresses"])
    assert view["value"] == zhuge.appended_address
    player.touch("address-printed")
    player.wait("QuestionPage", lambda view: view["value"] == zhuge.address and view["addresses"][1]["chosen"])
    player.touch("address-newest")
    player.wait("QuestionPage", lambda view: view["value"] == zhuge.appended_address and view["addresses"][0]["chosen"])


def test_a_private_use_character_on_a_card_finds_licences(stage: Visit) -> None:
    player = stage.player
    to_home(stage)
    player.touch("open-licence_copies")
    player.wait("IdentifyPage")
    stage.district.card.command("lay", card="ouyang", holder="欧阳\ue863")
    view = player.wait("LicencesPage", lambda view: not view["waiting"] and view["rows"])
    take_card(stage)
    assert view["nameNote"] == ""
    assert "不动产权证书" in {row["title"] for row in view["rows"]}
