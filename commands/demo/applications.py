"""Somebody applies for another; several things are applied for at one time; a fee is paid with a phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.demo.remote_control import RemoteControl
from commands.demo.visit import (
    SENIOR_CARD,
    Visit,
    answer,
    answer_senior_card,
    expect,
    find_senior_card,
    finish_and_empty,
    identify,
    search,
    show_card,
    sign_and_submit,
    take_card,
)
from kiosk.domain.identifiers import mask_name
from kiosk.domain.sample_people import sample_person
from kiosk.domain.text import whole

HOME_SALE = "113101990000384553431200000EB15"  # 二手房转移登记及水电气过户一件事
REGISTRATION = "11310199000001759N431070000F063"  # 不动产转移登记（二手房）
ID_CARD = "113101990000007641431070000E703"  # 居民身份证换领


def for_another(stage: Visit) -> None:
    """Both cards are read; the page, the receipt and the case tell whose application it is, and who came."""
    player = stage.player
    find_senior_card(stage)
    player.touch("primary")
    identify(stage, "li")
    view = stage.at("EligibilityPage", "too-young-herself")
    expect("whether she may apply for herself", view["allowed"], False)
    _act_for(stage, "chen")
    answer_senior_card(stage)
    _to_the_result(stage)
    text = "".join(stage.keep_receipt("receipt")["text"]).replace(" ", "")
    expect("both on paper, masked", "陈*" in text and "代办人李*" in text, True)
    case = next(case for case in stage.district.cases_of("chen") if case.implementation_code == SENIOR_CARD)
    stage.report.case_number, stage.report.outcome = case.case_number, f"{case.state.value}, another's case"
    expect("what the other is told", "由李*替您" in "".join(stage.district.text_messages_about(case.case_number)), True)
    finish_and_empty(stage)


def _act_for(stage: Visit, other: str) -> None:
    """From the page that says who applies, where the agent's own card was read, to the first question for somebody else."""
    player = stage.player
    take_card(stage)
    player.touch("applyFor-another")
    answer(stage, "how", "option-card")
    stage.at("IdentifyPage", "the-others-card")
    show_card(stage, other)
    answer(stage, "relation", "option-entrusted")
    view = stage.at("EligibilityPage", "for-another", lambda view: view["allowed"])
    expect("whose application it is", view["title"], f"替{whole(mask_name(sample_person(other).name))}办理")
    take_card(stage)
    player.touch("primary")


def bundle(stage: Visit) -> None:
    """Somebody brings the buyer's card: one form and one signature for several items, one receipt with the number of each case.
    Staff accept the registration, and the buyer pays its fee."""
    known = {case.case_number for case in stage.district.cases_of("wang")}
    search(stage, "sdgh", HOME_SALE, "search-bundle")
    view = stage.at("GuidePage", "guide-of-a-bundle")
    expect("what it costs", [fact["value"] for fact in view["facts"] if fact["label"] == "费用"], ["80元"])
    stage.player.touch("primary")
    identify(stage, "li")
    stage.at("EligibilityPage", "bundle-eligibility")
    _act_for(stage, "wang")
    typed = {
        "flat_address": "yangbanqu 1hao",
        "other_name": "li na",
        "price": "300",
        "water_customer": "123456",
        "power_customer": "123456",
        "gas_customer": "123456",
    }
    _answer_all(stage, {"wants_water": "option-yes", "wants_power": "option-yes", "wants_gas": "option-no"}, typed)
    view = _to_the_result(stage)
    opened = [case for case in stage.district.cases_of("wang") if case.case_number not in known]
    expect("cases told and opened", len(view["cases"]), len(opened))
    expect("cases", len(opened), 3)
    text = "".join(stage.keep_receipt("receipt")["text"]).replace(" ", "")
    expect("every number on paper", [case.case_number for case in opened if case.case_number not in text], [])
    finish_and_empty(stage)
    (number,) = [case.case_number for case in opened if case.implementation_code == REGISTRATION]
    _pay(stage, "wang", number, "80.00 元")
    stage.report.case_number = ", ".join(sorted(case.case_number for case in opened))
    stage.report.outcome = f"{len(opened)} cases by one signature, another's; 80.00 yuan paid"


def fee(stage: Visit) -> None:
    """Staff accept a renewal; its fee is asked for by a code, paid by a phone, and the page says that it is paid."""
    player, district = stage.player, stage.district
    known = {case.case_number for case in district.cases_of("chen")}
    search(stage, "jmsfzhl", ID_CARD, "search-id-card")
    player.touch("primary")
    identify(stage, "chen")
    stage.at("EligibilityPage", "fee-eligibility", lambda view: view["allowed"])
    take_card(stage)
    player.touch("primary")
    _answer_all(stage, {"reason": "option-damaged", "photo": "option-former", "delivery": "option-collect"})
    _to_the_result(stage)
    (number,) = [case.case_number for case in district.cases_of("chen") if case.case_number not in known]
    stage.keep_receipt("receipt")
    finish_and_empty(stage)
    _pay(stage, "chen", number, "40.00 元")
    stage.report.case_number, stage.report.outcome = number, "ACCEPTED, 40.00 yuan paid"


def _pay(stage: Visit, person: str, number: str, amount: str) -> None:
    """Staff accept a case; whose it is looks it up by card, and pays its fee with a phone.

    Args:
        stage: at the idle page, and there again afterwards.
        person: whose case it is.
        number: of the case.
        amount: that is to be asked for.
    """
    player, district = stage.player, stage.district
    district.staff(do="decide", case=number, to="ACCEPTED", by="clerk")
    player.touch("attract")
    player.wait("HomePage")
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.touch("useCard")
    player.wait("IdentifyPage")
    show_card(stage, person)
    player.wait("ProgressResultPage", lambda view: not view["waiting"] and view["rows"])
    take_card(stage)
    player.touch(f"open-{number}")
    stage.at("CasePage", "case-with-a-fee", lambda view: not view["waiting"])
    player.touch("pay")
    view = stage.at("PayPage", "pay-by-phone", lambda view: view["slip"])
    expect("the fee", view["amount"], amount)
    (bill,) = [row["value"] for row in view["rows"] if row["label"] == "缴款码"]
    assert district.payments is not None
    district.payments.pay(bill)
    stage.at("PayPage", "paid", lambda view: view["word"] == "已缴费")
    player.touch("primary")
    player.wait("CasePage")
    finish_and_empty(stage)


def _answer_all(stage: Visit, options: Mapping[str, str], typed: Mapping[str, str] | None = None) -> None:
    """Every question there is, up to the materials.

    Args:
        stage: at the first question, or on its way there.
        options: what to touch, by the question's key; what is not there stays as the page has it.
        typed: what to type where the page has nothing yet, by the question's key.
    """
    player = stage.player
    player.wait("QuestionPage")
    while player.page == "QuestionPage":
        key = player.view["key"]
        if typed and key in typed and player.view["value"] == "":
            _type(stage, typed[key])
        answer(stage, key, *filter(None, [options.get(key)]))

        def moved(player: RemoteControl, key: str = key) -> bool:
            return player.page != "QuestionPage" or bool(player.view["key"] != key)

        player.wait_for(moved)


def _type(stage: Visit, text: str) -> None:
    """Into the question's field: on its keypad where it has one, else on a keyboard."""
    player = stage.player
    keypad = player.view["widget"] in ("digits", "number")
    for character in text:
        player.touch(f"key-{character}") if keypad else player.press(character)
    player.wait("QuestionPage", lambda view: len(str(view["value"])) >= len(text))


def _to_the_result(stage: Visit) -> dict[str, Any]:
    """From the materials, which are settled, past what the platform foresees, to the result whose receipt has been printed.

    Args:
        stage: at the materials, or on its way there.
    """
    stage.at("MaterialsPage", "materials")
    stage.player.touch("primary")
    stage.at("CheckPage", "check", lambda view: view["foreseen"])
    stage.player.touch("primary")
    sign_and_submit(stage)
    return stage.at("ResultPage", "result", lambda view: view["paper"]["state"] == "printed")
