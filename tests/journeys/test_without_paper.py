"""Who lacks a paper, at the real terminal with the real platform: brings it later, or promises; hands it in at another time."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from commands.demo.copies import wait_for_preview
from commands.demo.visit import SIGNATURE, Visit, show_card, take_card
from tests.journeys.playing import Play
from tests.journeys.steps import leave
from tests.journeys.test_after_the_case import to_case
from tests.whole_catalogue import whole_catalogue

ITEMS = {item.name.zh: item for item in whole_catalogue().items}


def to_materials(stage: Visit, name: str, person: str, answers: dict[str, str]) -> dict[str, Any]:
    """From the idle page to the page of materials; ``answers``: what is touched, of the questions that are a choice."""
    player = stage.player
    play = Play(stage, ITEMS[name], person)
    play.find()
    player.touch("primary")
    player.wait("IdentifyPage")
    show_card(stage, person)
    player.wait("EligibilityPage")
    take_card(stage)
    player.touch("primary")
    play._wanted = answers
    play._answer_all()
    return player.wait("MaterialsPage", lambda view: any(row["other"] for row in view["rows"]))


def sign(stage: Visit) -> dict[str, Any]:
    """From the page of materials to the result, whatever it is."""
    player = stage.player
    player.touch("primary")
    player.wait("CheckPage")
    player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)
    player.touch("primary")
    return player.wait("ResultPage", lambda view: view["paper"]["state"] not in ("printing", "none"))


def to_permit(stage: Visit, person: str) -> dict[str, Any]:
    answers = {"half_year": "yes", "ground": "home", "delivery": "collect"}
    return to_materials(stage, "居住证申领", person, answers)


def to_unemployed(stage: Visit, person: str) -> dict[str, Any]:
    answers = {"was_employed": "yes", "job_reason": "closed", "other_income": "no", "wanted_job": "any"}
    return to_materials(stage, "失业登记", person, answers)


def bring_later(stage: Visit, key: str) -> str:
    """What the page says of it; and back to the materials."""
    player = stage.player
    player.touch(f"other-{key}")
    view = player.wait("WithoutPaperPage", lambda view: not view["waiting"])
    player.touch("bringLater")
    player.wait("MaterialsPage")
    return str(view["tiles"][0]["title"])


def test_a_paper_is_brought_later_from_my_cases(stage: Visit) -> None:
    player, district = stage.player, stage.district
    to_permit(stage, "qian")
    assert "以后再交，最晚" in bring_later(stage, "home")
    view = sign(stage)
    assert view["word"] == "已收件"
    assert next(row["value"] for row in view["rows"] if row["label"] == "还要交").startswith("居住地住址证明，最晚")
    number = view["number"].replace(" ", "")
    assert "还要交" in "\n".join(district.next_receipt()["text"])
    assert any("请最晚在" in message for message in district.text_messages_about(number))
    leave(stage)

    view = to_case(stage, "qian", number)
    assert view["primary"] == "现在补交材料"
    player.touch("primary")
    player.wait("CorrectionPage")
    player.touch("mend-home")
    player.wait("MaterialsPage")
    player.touch("primary")
    player.wait("MaterialsPage", lambda view: view["fault"])
    player.touch("take-home")
    player.wait("PicturePage")
    district.camera.command("show_page", lines=["租赁合同", "样板区某某路"])
    player.wait("PicturePage", lambda view: view["primary"])
    player.touch("primary")
    player.wait("MaterialsPage", lambda view: any(row["drop"] for row in view["rows"]))
    view = sign(stage)
    assert view["word"] == "已收件"
    assert not [row for row in view["rows"] if row["label"] == "还要交"]
    assert view["number"].replace(" ", "") == number, "the same case"
    leave_after(stage)
    (case,) = [case for case in district.cases_of("qian") if case.case_number == number]
    assert case.owed == ()


def leave_after(stage: Visit) -> None:
    lives = stage.player.lives
    stage.player.touch("primary")
    stage.player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")


def test_a_promise_is_read_agreed_to_and_printed(stage: Visit) -> None:
    player, district = stage.player, stage.district
    to_unemployed(stage, "ouyang")
    player.touch("other-termination")
    view = player.wait("WithoutPaperPage")
    assert [tile["act"] for tile in view["tiles"]] == ["seePromise", "atCounter"]
    player.touch("seePromise")
    view = player.wait("PromisePage")
    assert any("我承诺" in row["text"] for row in view["rows"])
    player.touch("primary")
    view = player.wait("MaterialsPage")
    assert [row["state"] for row in view["rows"]][-1] == "写了承诺"
    view = sign(stage)
    assert view["word"] == "已受理"
    assert any("还没核查" in row["value"] for row in view["rows"])
    number = view["number"].replace(" ", "")
    district.next_receipt()
    leave(stage)
    view = to_case(stage, "ouyang", number)
    assert view["commitment"] == "打印告知承诺书"
    player.touch("printCommitment")
    player.wait("PurposePage")
    player.touch("purpose-school")
    player.touch("primary")
    wait_for_preview(player)
    player.touch("primary")
    view = player.wait("CopyPage", lambda view: view["paper"]["state"] == "printed")
    with pypdfium2.PdfDocument(district.pages / f"{view['serial']}.pdf") as document:
        assert "告知承诺书" in "".join(document[0].get_textpage().get_text_bounded().split())
    leave(stage)


def test_without_network_no_day_is_named_and_none_is_lost(stage: Visit) -> None:
    player, district = stage.player, stage.district
    to_permit(stage, "li")
    district.line.command("mode", mode="hang")
    player.touch("other-home")
    player.wait("WithoutPaperPage")
    player.touch("bringLater")
    player.wait("MaterialsPage")
    view = sign(stage)
    assert view["word"] == "已暂存"
    (owed,) = [row["value"] for row in view["rows"] if row["label"] == "还要交"]
    assert "送到后15个工作日内" in owed
    assert "最晚" not in owed
    leave(stage)
    district.line.command("mode", mode="through")

    def known(_: Any) -> bool:
        return any(case.owed for case in district.cases_of("li"))

    player.wait_for(known, timeout=90.0)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_power_cut_loses_neither_the_choice_nor_the_day(stage: Visit, when: str) -> None:
    """Before the commit nothing is stored; after it, the promise is in what is sent."""
    player, district = stage.player, stage.district
    to_unemployed(stage, "wu")
    player.touch("other-termination")
    player.wait("WithoutPaperPage")
    player.touch("seePromise")
    player.wait("PromisePage")
    player.touch("primary")
    player.wait("MaterialsPage")
    if when == "after":
        district.line.command("mode", mode="hang")
        view = sign(stage)
        assert view["word"] == "已暂存"
    lives = player.lives
    player.kill_terminal()
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")
    district.line.command("mode", mode="through")
    if when == "before":
        assert not [case for case in district.cases_of("wu") if case.promised]
        return
    player.wait_for(lambda _: any(case.promised for case in district.cases_of("wu")), timeout=90.0)
