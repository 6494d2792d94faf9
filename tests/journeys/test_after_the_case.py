"""What a resident does about a case at the real terminal: sees why it was sent back, mends it, and takes it back."""

from __future__ import annotations

from typing import Any

from commands.demo.visit import SIGNATURE, Visit, show_card, take_card
from kiosk.domain.service_items import ItemKind
from tests.journeys.playing import Play
from tests.journeys.steps import leave, leave_unsent, submit, to_home, type_number
from tests.whole_catalogue import whole_catalogue


def applied(stage: Visit, person: str) -> str:
    """Number of a new case of theirs."""
    submit(stage, person)
    stage.district.next_receipt()
    leave(stage)
    return str(stage.district.cases_of(person)[0].case_number)


def to_case(stage: Visit, person: str, number: str) -> dict[str, Any]:
    player = stage.player
    to_home(stage)
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.touch("useCard")
    player.wait("IdentifyPage")
    show_card(stage, person)
    player.wait("ProgressResultPage", lambda view: not view["waiting"] and view["rows"])
    take_card(stage)
    player.touch(f"open-{number}")
    return player.wait("CasePage", lambda view: not view["waiting"])


def test_a_case_sent_back_is_mended_and_stays_the_same(stage: Visit) -> None:
    player, district = stage.player, stage.district
    number = applied(stage, "wang")
    told = district.staff(do="decide", case=number, to="CORRECTION", by="lead", reason="电话打不通", lacking="answer:mobile")
    assert told == {"state": "CORRECTION"}
    view = to_case(stage, "wang", number)
    assert view["word"] == "已收件，待补正"
    assert [row["text"] for row in view["history"]][-1] == "电话打不通"
    player.touch("primary")
    view = player.wait("CorrectionPage")
    assert [row["text"] for row in view["rows"]] == ["电话打不通", "请核对“手机号码”"]
    player.touch("mend-mobile")
    player.wait("QuestionPage", lambda view: view["key"] == "mobile")
    type_number(stage, "13900000026")
    player.touch("primary")
    player.wait("CorrectionPage", lambda view: view["rows"][1]["mended"])
    player.touch("primary")
    player.wait("MaterialsPage")
    player.touch("primary")
    player.wait("CheckPage")
    player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)
    player.touch("primary")
    view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["number"].replace(" ", "") == number
    assert "补正回执" in "\n".join(district.next_receipt()["text"])
    lives = player.lives
    player.touch("primary")
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")
    (case,) = [case for case in district.cases_of("wang") if case.case_number == number]
    assert case.state.value in ("ACCEPTED", "RECEIVED")
    assert any("13900000026" in message for message in district.text_messages_about(number)) or not case.defects


def test_a_case_is_taken_back_at_the_terminal(stage: Visit) -> None:
    player, district = stage.player, stage.district
    number = applied(stage, "wang")
    to_case(stage, "wang", number)
    player.touch("withdraw")
    player.wait("QuestionPage")
    player.touch("option-MISTAKEN")
    player.touch("primary")
    view = player.wait("CasePage", lambda view: view["word"] == "已撤回" and not view["waiting"])
    assert view["history"][-1]["text"] == "填错了，想重新申请"
    assert view["withdraw"] == ""
    leave_unsent(stage)
    (case,) = [case for case in district.cases_of("wang") if case.case_number == number]
    assert case.state.value == "WITHDRAWN"


def test_a_withdrawal_without_network_is_kept_and_sent(stage: Visit) -> None:
    player, district = stage.player, stage.district
    number = applied(stage, "wang")
    to_case(stage, "wang", number)
    player.touch("withdraw")
    player.wait("QuestionPage")
    player.touch("option-NOT_NEEDED")
    district.line.command("mode", mode="hang")
    player.touch("primary")
    view = player.wait("CasePage")
    assert "安全存在本机" in view["problem"]
    assert view["word"] != "已撤回", "nobody has said so"
    leave_unsent(stage)
    district.line.command("mode", mode="through")

    def withdrawn(_: Any) -> bool:
        return any(case.case_number == number and case.state.value == "WITHDRAWN" for case in district.cases_of("wang"))

    player.wait_for(withdrawn, timeout=90.0)


COSTLY = next(item for item in whole_catalogue().items if item.kind is ItemKind.TRANSACTION and item.guide.fee.fen)


def accepted_with_a_fee(stage: Visit, person: str) -> str:
    """Number of a case of theirs that staff have accepted."""
    play = Play(stage, COSTLY, person)
    play.find()
    play.go()
    stage.district.next_receipt()
    leave(stage)
    number = str(stage.district.cases_of(person)[0].case_number)
    assert stage.district.staff(do="decide", case=number, to="ACCEPTED", by="clerk") == {"state": "ACCEPTED"}
    return number


def test_a_fee_is_paid_by_phone_and_the_page_says_so(stage: Visit) -> None:
    player, district = stage.player, stage.district
    number = accepted_with_a_fee(stage, "wang")
    to_case(stage, "wang", number)
    player.touch("pay")
    view = player.wait("PayPage", lambda view: view["slip"] != "")
    assert (view["word"], view["amount"]) == ("待缴费", "20.00 元")
    (bill,) = [row["value"] for row in view["rows"] if row["label"] == "缴款码"]
    player.touch("printSlip")
    player.wait("PayPage", lambda view: view["paper"]["state"] == "printed")
    assert bill in "\n".join(district.next_receipt()["text"])
    assert district.payments is not None
    district.payments.pay(bill)
    view = player.wait("PayPage", lambda view: view["word"] == "已缴费")
    assert view["slip"] == "", "no code is given out any more"
    district.payments.pay(bill)
    player.touch("primary")
    player.wait("CasePage")
    leave_unsent(stage)
