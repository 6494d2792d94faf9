"""The social security card, on the real driver, pcscd and vpcd, beside the reader for ID cards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.demo.model_district import ModelDistrict
from commands.demo.visit import SIGNATURE, Visit, finish
from devices.simulation.process import SimulatorProcess
from devices.smart_card_reader.private_pcscd import missing
from kiosk.domain.sample_people import sample_person
from tests import campaign
from tests.journeys.started_district import started
from tests.journeys.steps import answer, leave, to_home, to_identify, type_number

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}"),
]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory, prepared_district: Path) -> Iterator[ModelDistrict]:
    district = ModelDistrict(tmp_path_factory.mktemp("social"), times={"leaving": 1.0}, social=True, like=prepared_district)
    with started(district, district.folder / "said.log"):
        yield district


@pytest.fixture(autouse=True)
def slot(district: ModelDistrict) -> Iterator[SimulatorProcess]:
    assert district.social is not None
    yield district.social
    district.social.command("take")
    district.social.command("clear")


def apply(stage: Visit) -> None:
    player = stage.player
    player.touch("primary")
    answer(stage, "household_here", "option-yes")
    player.wait("QuestionPage", lambda view: view["key"] == "mobile")
    type_number(stage, "13900000099")
    player.touch("primary")
    answer(stage, "delivery", "option-courier")
    view = player.wait("QuestionPage", lambda view: view["key"] == "courier_address")
    assert view["value"] == "", "a social security card has no address"
    player.touch("back")
    answer(stage, "delivery", "option-collect")
    answer(stage, "photo_choice", "option-card")
    view = player.wait("MaterialsPage")
    assert [row["tone"] for row in view["rows"]] == ["good", "good"]
    player.touch("primary")
    player.wait("CheckPage")
    player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)
    player.touch("primary")


def test_an_application_with_the_social_card_becomes_a_case_and_the_card_left_in_the_slot_is_announced(
    stage: Visit, slot: SimulatorProcess
) -> None:
    player = stage.player
    to_identify(stage)
    view = player.wait("IdentifyPage", lambda view: len(view["ways"]) == 2)
    assert not view["problem"]
    slot.command("lay", card="wang")
    view = player.wait("EligibilityPage", lambda view: view["allowed"])
    assert view["text"].startswith("社保卡已读好")
    apply(stage)
    view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["word"] == "已受理"
    (case,) = stage.district.cases_of("wang")
    assert case.state.value == "ACCEPTED"
    receipt = stage.district.next_receipt()
    assert not receipt["errors"]
    assert sample_person("wang").name not in "".join(receipt["text"])

    lives = player.lives
    finish(player)
    view = player.wait("LeavingPage", lambda view: view["rows"][0]["attention"])
    assert view["rows"][0]["text"] == "社保卡"
    assert "插卡口" in view["rows"][0]["note"]
    player.wait_for(lambda player: any(stage.district.speech.glob("*.wav")))
    slot.command("take")
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")


def test_the_same_card_finds_what_the_network_could_not_take(stage: Visit, slot: SimulatorProcess) -> None:
    player = stage.player
    to_identify(stage)
    player.wait("IdentifyPage", lambda view: len(view["ways"]) == 2)
    stage.district.line.command("mode", mode="cut")
    slot.command("lay", card="zhuge")
    player.wait("EligibilityPage")
    player.wait_for(lambda player: bool(player.frame.get("network")))
    player.touch("primary")
    answer(stage, "household_here", "option-yes")
    player.wait("QuestionPage", lambda view: view["key"] == "mobile")
    type_number(stage, "13900000041")
    player.touch("primary")
    answer(stage, "delivery", "option-collect")
    answer(stage, "photo_choice", "option-card")
    for page in ("MaterialsPage", "CheckPage"):
        player.wait(page)
        player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)
    player.touch("primary")
    player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    slot.command("take")
    leave(stage)
    assert ask_progress(stage, slot)["rows"][0]["word"] == "已暂存"
    slot.command("take")
    leave(stage)
    view = ask_progress(stage, stage.district.card)
    assert view["rows"] == []
    assert "换社保卡再查" in view["problem"]


def ask_progress(stage: Visit, reader: SimulatorProcess) -> dict[str, Any]:
    player = stage.player
    player.wait("IdlePage", lambda view: not any("检查设备" in line for line in view["cannot"]))
    to_home(stage)
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.touch("useCard")
    player.wait("IdentifyPage")
    reader.command("lay", card="zhuge")
    return player.wait("ProgressResultPage", lambda view: not view["waiting"])


@pytest.mark.parametrize(
    ("fault", "said"), [("pin", "从不要求输卡的密码"), pytest.param("bank_card", "不是社保卡", marks=campaign.LONG_RUN)]
)
def test_a_card_that_is_no_good_leads_to_the_id_card(stage: Visit, slot: SimulatorProcess, fault: str, said: str) -> None:
    player = stage.player
    to_identify(stage)
    slot.command("fault", kind=fault)
    slot.command("lay", card="wang")
    view = player.wait("IdentifyPage", lambda view: view["problem"])
    assert said in view["problem"]
    assert "改用身份证" in view["problem"]
    stage.district.card.command("lay", card="wang")
    player.wait("EligibilityPage")
    stage.district.card.command("take")
    finish(player)
    view = player.wait("LeavingPage", lambda view: any(row["attention"] for row in view["rows"]))
    assert [(row["text"], row["attention"]) for row in view["rows"][:2]] == [("身份证", False), ("插卡口里的卡", True)]
    lives = player.lives
    slot.command("take")
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")


def test_one_reader_is_enough(stage: Visit, slot: SimulatorProcess) -> None:
    player = stage.player
    to_identify(stage)
    stage.district.card.command("unplug")
    view = player.wait("IdentifyPage", lambda view: view["problem"])
    assert "请用社保卡" in view["problem"]
    assert [way["picture"] for way in view["ways"]] == ["insert-card"]
    slot.command("lay", card="wang")
    player.wait("EligibilityPage")
    slot.command("take")
    stage.district.card.command("replug")
