"""Somebody acts for a mother, and for one of two companies, on the real screens: both are named wherever it is told."""

from __future__ import annotations

import pytest

from commands.demo.visit import SIGNATURE, Visit, show_card, take_card
from kiosk.domain.sample_people import sample_person
from kiosk.domain.text import whole
from tests import campaign
from tests.journeys.steps import answer, leave, leave_unsent, to_identify, type_number

SCOPE = "113101990000008797431010000E902"  # 内资有限公司经营范围变更
CATERING, TRANSPORT = "913101990000300156", "91310199000060038Q"

pytestmark = pytest.mark.timeout(180)


def sign(stage: Visit) -> None:
    stage.player.wait("CheckPage")
    stage.player.touch("primary")
    stage.player.wait("SignPage")
    stage.player.draw("pad", SIGNATURE)
    stage.player.touch("primary")


def to_another(stage: Visit) -> None:
    """A daughter's card was read, who is too young for the senior card; up to the card of whom she acts for."""
    player = stage.player
    to_identify(stage)
    show_card(stage, "li")
    view = player.wait("EligibilityPage")
    assert not view["allowed"]
    player.touch("applyFor-another")
    answer(stage, "how", "option-card")
    player.wait("IdentifyPage")


def test_a_daughter_applies_for_her_mother_with_both_cards(stage: Visit) -> None:
    player = stage.player
    to_another(stage)
    view = player.wait("IdentifyPage", lambda view: view["problem"])
    assert "您自己的卡" in view["problem"], "it still lay there"
    take_card(stage)
    player.wait("IdentifyPage", lambda view: not view["problem"])
    show_card(stage, "wang")
    answer(stage, "relation", "option-entrusted")
    view = player.wait("EligibilityPage", lambda view: view["allowed"])
    assert view["title"] == f"替{whole('王*')}办理"
    take_card(stage)
    player.touch("primary")
    answer(stage, "household_here", "option-yes")
    view = player.wait("QuestionPage", lambda view: view["key"] == "mobile")
    assert view["value"] == sample_person("wang").mobile
    player.touch("primary")
    answer(stage, "delivery", "option-collect")
    answer(stage, "photo_choice", "option-card")
    view = player.wait("MaterialsPage")
    assert [row["tone"] for row in view["rows"]] == ["good", "good"]
    player.touch("primary")
    view = player.wait("CheckPage")
    rows = {row["label"]: row["value"] for row in view["fixed"]}
    assert (rows["申请人"], rows["代办人"]) == (sample_person("wang").name, sample_person("li").name)
    sign(stage)
    view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["word"] == "已收件", "no rule decides for an agent"
    assert {"label": "申请人", "value": f"{whole('王*')}，由{whole('李*')}代办"} in [dict(row) for row in view["rows"]]
    receipt = stage.district.next_receipt()
    assert not receipt["errors"]
    text = "".join(receipt["text"]).replace(" ", "")
    assert "王*" in text
    assert "代办人李*" in text
    (case,) = stage.district.cases_of("wang")
    assert not stage.district.cases_of("li")
    assert any("由李*替您" in told for told in stage.district.text_messages_about(case.case_number))
    leave(stage)


def test_without_the_card_authority_is_pictured_first(stage: Visit) -> None:
    player = stage.player
    to_identify(stage)
    show_card(stage, "li")
    player.wait("EligibilityPage")
    take_card(stage)
    player.touch("applyFor-another")
    answer(stage, "how", "option-written")
    player.wait("QuestionPage", lambda view: view["key"] == "principal_number")
    type_number(stage, sample_person("zhuge").number)
    player.touch("primary")
    player.wait("QuestionPage", lambda view: view["key"] == "principal_name")
    for letter in "zhuge":
        player.key(letter)
    player.key(" ")
    player.wait("QuestionPage", lambda view: len(str(view["value"])) >= 2)
    player.touch("primary")
    answer(stage, "relation", "option-spouse")
    player.wait("EligibilityPage", lambda view: view["allowed"])
    player.touch("primary")
    answer(stage, "household_here", "option-yes")
    player.wait("QuestionPage", lambda view: view["key"] == "mobile")
    type_number(stage, "13900000041")
    player.touch("primary")
    answer(stage, "delivery", "option-collect")
    answer(stage, "photo_choice", "option-card")
    player.wait("MaterialsPage")
    player.touch("primary")
    view = player.wait("MaterialsPage", lambda view: view["fault"])
    assert "授权委托书" in view["fault"]
    for key in ("authority", "principals_card"):
        player.touch(f"take-{key}")
        player.wait("PicturePage")
        stage.district.camera.command("show_page", lines=["授权委托书", "委托人签名"])
        player.wait("PicturePage", lambda view: view["primary"])
        player.touch("primary")
        player.wait("MaterialsPage")
    player.touch("primary")
    sign(stage)
    view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["word"] == "已收件"
    leave(stage)


def to_company(stage: Visit, person: str = "li") -> None:
    to_identify(stage, "business", SCOPE)
    show_card(stage, person)
    stage.player.wait("CompanyPage", lambda view: not view["waiting"])
    take_card(stage)


def test_an_operator_applies_for_one_of_two_companies(stage: Visit) -> None:
    player = stage.player
    to_company(stage)
    view = player.wait("CompanyPage", lambda view: len(view["rows"]) == 2)
    assert not any(row["chosen"] for row in view["rows"])
    player.touch(f"company-{CATERING}")
    player.wait("CompanyPage", lambda view: any(row["chosen"] for row in view["rows"]))
    player.touch("primary")
    view = player.wait("EligibilityPage", lambda view: view["filled"])
    assert "餐饮" in view["title"]
    assert "餐饮" in player.frame["site"]
    player.touch("primary")
    answer(stage, "change", "option-add")
    answer(stage, "trade", "option-retail")
    answer(stage, "needs_approval", "option-no")
    player.wait("QuestionPage", lambda view: view["key"] == "resolved_on")
    type_number(stage, "20260105")
    player.touch("primary")
    player.wait("QuestionPage", lambda view: view["key"] == "mobile")
    player.touch("primary")
    view = player.wait("MaterialsPage")
    assert {row["key"]: row["tone"] for row in view["rows"]}["business_licence"] == "good"
    player.touch("primary")
    view = player.wait("CheckPage")
    rows = {row["label"]: row["value"] for row in view["fixed"]}
    assert rows["信用代码"] == CATERING
    assert whole("李娜") in rows["办事人"]
    sign(stage)
    view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["word"] == "已收件"
    text = "".join(stage.district.next_receipt()["text"]).replace(" ", "")
    assert CATERING in text
    leave(stage)


def test_a_code_on_the_phone_names_the_company_once(stage: Visit) -> None:
    player, district = stage.player, stage.district
    to_company(stage)
    code = str(district.phone.command("show", person="li", company=TRANSPORT, age=0)["code"])
    player.touch("showBusinessCode")
    player.wait("ScanPage")
    district.scanner.command("show", text=code)
    view = player.wait("EligibilityPage")
    assert "运输" in view["title"]
    player.touch("applyFor-company")
    player.wait("CompanyPage", lambda view: not view["waiting"] and view["rows"])
    player.touch("showBusinessCode")
    player.wait("ScanPage")
    district.scanner.command("show", text=code)
    view = player.wait("CompanyPage", lambda view: view["problem"])
    assert "只能用一次" in view["problem"]
    leave_unsent(stage)


def test_who_acts_for_no_company_is_told_what_to_do(stage: Visit) -> None:
    to_company(stage, "wang")
    view = stage.player.wait("CompanyPage")
    assert not view["primary"]
    assert "授权" in view["text"]
    leave_unsent(stage)


@campaign.LONG_RUN
def test_an_authorisation_that_is_over_says_so(stage: Visit) -> None:
    to_company(stage, "zhuge")
    view = stage.player.wait("CompanyPage", lambda view: view["refused"])
    assert "到期" in view["refused"][0]["text"]
    leave_unsent(stage)


def test_without_network_no_company_can_be_checked(stage: Visit) -> None:
    player = stage.player
    to_identify(stage, "business", SCOPE)
    stage.district.line.command("mode", mode="cut")
    try:
        show_card(stage, "li")
        view = player.wait("CompanyPage", lambda view: view["problem"])
        assert "窗口" in view["problem"]
        take_card(stage)
        stage.district.line.command("mode", mode="through")
        player.touch("retry")
        player.wait("CompanyPage", lambda view: view["rows"])
    finally:
        stage.district.line.command("mode", mode="through")
    leave_unsent(stage)
