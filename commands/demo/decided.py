"""An application that published rules decide at once: approved, and the licence printed on the spot."""

from __future__ import annotations

from commands.demo.copies import check_copy, choose_licence, print_copy
from commands.demo.visit import Visit, answer, expect, finish_and_empty, identify, search, sign_and_submit, take_card

NURSE = "11310199000000430G431010000E906"  # 护士执业注册（变更注册）


def decided(stage: Visit) -> None:
    """A nurse's new place of work: known from the register, approved, the new certificate printed and checked."""
    player = stage.player
    search(stage, "hszc", NURSE, "search-nurse")
    stage.at("GuidePage", "guide-of-a-decision")
    player.touch("primary")
    identify(stage, "li")
    stage.at("EligibilityPage", "decision-eligibility", lambda view: view["allowed"] and view["filled"])
    take_card(stage)
    player.touch("primary")
    player.wait("QuestionPage")
    answer(stage, "from_where", "option-city")
    answer(stage, "mobile")
    stage.at("MaterialsPage", "decision-materials")
    player.touch("primary")
    view = stage.at("CheckPage", "decision-check", lambda view: view["foreseen"])
    expect("what the register says is filled in", "样板区梧桐医院" in [row["value"] for row in view["rows"]], True)
    expect("what is said before the signature", "当场办好" in view["foreseen"], True)
    player.touch("primary")
    sign_and_submit(stage)
    view = stage.at("ResultPage", "decision-result", lambda view: view["paper"]["state"] == "printed")
    expect("the result", view["word"], "已办结")
    stage.keep_receipt("decision-receipt")
    player.touch("printIssued")
    view = stage.at("LicencesPage", "issued-licence", lambda view: not view["waiting"])
    usable = [row for row in view["rows"] if row["usable"] and "护士" in row["title"]]
    expect("certificates that count", len(usable), 1)
    choose_licence(stage, usable[0]["identifier"], keep=False)
    paper = print_copy(stage, "issued")
    finish_and_empty(stage)
    view = check_copy(stage, paper, "check-of-the-issued")
    expect("the check of the certificate", view["word"], "是真的")
    expect("the new place of work on it", "样板区梧桐医院" in [pair["value"] for pair in view["facts"]], True)
    stage.report.outcome = "APPROVED by published rules, the licence printed, checked"
    finish_and_empty(stage)
