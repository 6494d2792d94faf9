"""The journeys of the main job, played by touching the real pages; each says what came of it and what was expected."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from commands.demo.applications import bundle, fee, for_another
from commands.demo.copies import check_copy, choose_licence, open_licences, print_copy
from commands.demo.decided import decided
from commands.demo.model_district import read_code
from commands.demo.visit import (
    Report,
    Unexpected,
    Visit,
    answer,
    answer_senior_card,
    expect,
    find_senior_card,
    finish_and_empty,
    identify,
    leave_by_rating,
    search,
    show_card,
    show_phone_code,
    sign_and_submit,
    take_card,
)

PENSION_PAYMENTS = "113101990000002116431200000E109"  # 养老金领取情况查询


def online(stage: Visit) -> None:
    """Found by initials, filled in, one answer changed, signed, submitted; accepted at once; receipt; rating; empty."""
    player = stage.player
    find_senior_card(stage)
    player.touch("primary")
    identify(stage, "wang")
    stage.at("EligibilityPage", "eligibility", lambda view: view["allowed"])
    take_card(stage)
    player.touch("primary")
    answer_senior_card(stage)
    view = stage.at("MaterialsPage", "materials")
    expect("materials that are settled", [row["tone"] for row in view["rows"]], ["good", "good"])
    player.touch("primary")
    stage.at("CheckPage", "check", lambda view: view["foreseen"])
    player.touch("change-delivery")
    answer(stage, "delivery", "option-courier")
    answer(stage, "courier_address")
    stage.at("CheckPage", "check-changed", lambda view: view["foreseen"])
    player.touch("primary")
    sign_and_submit(stage)
    view = stage.at("ResultPage", "result", lambda view: view["paper"]["state"] == "printed")
    expect("the result", view["word"], "已受理")
    receipt = stage.keep_receipt("receipt")
    text = "\n".join(receipt["text"])
    cases = stage.district.cases_of("wang")
    expect("cases at the platform", len(cases), 1)
    stage.report.case_number = cases[0].case_number
    _texted(stage)
    stage.report.submission_id = stage.district.last_submission_id()
    expect("the receipt's word", "已受理" in text, True)
    expect("the case number on paper", cases[0].case_number in text.replace(" ", ""), True)
    expect("the full name on paper", "王秀英" in text, False)
    stage.report.receipt = view["paper"]["state"]
    stage.report.outcome = cases[0].state.value
    leave_by_rating(stage, 5)
    stage.at("IdlePage", "empty-again")


def offline(stage: Visit) -> None:
    """The network is cut at the card; stored; killed; asked for; sent once; its number told by the receipt's code."""
    player, district = stage.player, stage.district
    find_senior_card(stage)
    player.touch("primary")
    stage.at("IdentifyPage", "identify")
    district.line.command("mode", mode="cut")
    show_card(stage, "zhuge")
    player.wait("EligibilityPage")
    player.wait_for(lambda player: bool(player.frame.get("network")))  # noticed when what they have was asked for
    stage.at("EligibilityPage", "eligibility", lambda view: view["allowed"])
    take_card(stage)
    player.touch("primary")
    answer_senior_card(stage, mobile="13900000041")
    view = stage.at("MaterialsPage", "materials")
    expect("materials", [row["tone"] for row in view["rows"]], ["good", "wait"])
    player.touch("primary")
    stage.at("CheckPage", "check")
    player.touch("primary")
    sign_and_submit(stage)
    view = stage.at("ResultPage", "result", lambda view: view["paper"]["state"] == "printed")
    expect("the result", view["word"], "已暂存")
    receipt = stage.keep_receipt("receipt")
    text = "\n".join(receipt["text"])
    expect("the receipt's word", "已暂存" in text and "已受理" not in text and "已收件" not in text, True)
    token = read_code(Path(receipt["png"]))
    stage.report.submission_id = stage.district.last_submission_id()
    stage.report.receipt = view["paper"]["state"]

    player.kill_terminal()
    stage.at("IdlePage", "after-the-kill", lambda view: bool(view["notice"]) and any("没有网络" in line for line in view["cannot"]))
    _ask_by_card(stage, "zhuge", "was-mine-stored", "已暂存")

    expect("cases while the network is cut", len(district.cases_of("zhuge")), 0)
    district.line.command("mode", mode="through")
    _wait_until(lambda: len(district.cases_of("zhuge")) > 0, 60.0, "the platform never got the case")
    cases = district.cases_of("zhuge")
    expect("cases at the platform", len(cases), 1)
    stage.report.case_number = cases[0].case_number
    stage.report.outcome = "STORED, then " + cases[0].state.value
    _texted(stage)

    player.wait("IdlePage")
    player.touch("attract")
    player.wait("HomePage")
    player.touch("open-progress")
    stage.at("ProgressPage", "how-to-ask")
    player.touch("scanReceipt")
    stage.at("ScanPage", "scan")
    district.scanner.command("show", text=token)
    view = stage.at("ProgressResultPage", "progress", lambda view: not view["waiting"])
    numbers = [pair["value"].replace(" ", "") for row in view["rows"] for pair in row["rows"]]
    expect("the case number told by the code", cases[0].case_number in numbers, True)
    finish_and_empty(stage)


def _texted(stage: Visit) -> None:
    told = stage.district.text_messages_about(stage.report.case_number)
    expect("text messages about the case", len(told), 1)
    stage.report.text_message = told[0]


def _ask_by_card(stage: Visit, person: str, name: str, word: str) -> None:
    player = stage.player
    player.touch("attract")
    player.wait("HomePage")
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.touch("useCard")
    player.wait("IdentifyPage")
    show_card(stage, person)
    view = stage.at("ProgressResultPage", name, lambda view: not view["waiting"] and view["rows"])
    take_card(stage)
    expect("what a person who comes back is told", view["rows"][0]["word"], word)
    finish_and_empty(stage)


def licence_copy(stage: Visit) -> None:
    """Printed online and kept; printed again without network, with the card; checked by its code without network."""
    player, district = stage.player, stage.district
    open_licences(stage, "li")
    view = stage.at("LicencesPage", "licences", lambda view: not view["waiting"])
    take_card(stage)
    licence = next(row for row in view["rows"] if row["usable"] and "结婚证" in row["title"])
    choose_licence(stage, licence["identifier"], keep=True)
    first = print_copy(stage, "copy")
    finish_and_empty(stage)

    district.line.command("mode", mode="cut")
    player.wait("IdlePage")
    open_licences(stage, "ouyang")
    view = stage.at("LicencesPage", "another-persons-card", lambda view: not view["waiting"])
    take_card(stage)
    expect("what another card opens", view["rows"], [])
    finish_and_empty(stage)

    player.wait("IdlePage")
    open_licences(stage, "li")
    view = stage.at("LicencesPage", "from-the-vault", lambda view: not view["waiting"])
    take_card(stage)
    expect("what the holder's card opens", [row["identifier"] for row in view["rows"]], [licence["identifier"]])
    choose_licence(stage, licence["identifier"], keep=False)
    second = print_copy(stage, "copy-offline")
    expect("two copies have two serial numbers", first.stem != second.stem, True)
    finish_and_empty(stage)

    view = check_copy(stage, second, "check-of-the-copy")
    expect("the check of the copy", view["word"], "是真的")
    expect("its serial number", second.stem in [pair["value"] for pair in view["rows"]], True)
    expect("what the check tells of the page", "李娜" in [pair["value"] for pair in view["facts"]], True)
    stage.report.outcome = "PRINTED twice, checked"
    finish_and_empty(stage)
    district.line.command("mode", mode="through")


def query(stage: Visit) -> None:
    """Found by initials, answered with the code on a phone, printed as a slip; nothing of it stays."""
    player = stage.player
    search(stage, "yljlq", PENSION_PAYMENTS, "search-pension")
    stage.at("GuidePage", "guide-of-a-query")
    player.touch("primary")
    show_phone_code(stage, "wang")
    view = stage.at("QueryResultPage", "query-result", lambda view: not view["waiting"])
    expect("months on record", len(view["rows"]) > 1, True)
    player.touch("printResult")
    view = stage.at("QueryResultPage", "query-printed", lambda view: view["paper"]["state"] == "printed")
    text = "\n".join(stage.keep_receipt("slip")["text"])
    expect("the slip proves nothing, and says so", "不作证明" in text, True)
    expect("the full name on paper", "王秀英" in text, False)
    stage.report.receipt = view["paper"]["state"]
    player.touch("printOfficial")
    player.wait("PurposePage")
    player.touch("purpose-benefit")
    player.touch("primary")
    paper = print_copy(stage, "official-paper")
    player.touch("primary")
    stage.at("QueryResultPage", "back-at-the-result", lambda view: view["rows"])
    finish_and_empty(stage)
    view = check_copy(stage, paper, "check-of-the-paper")
    expect("the check of the official paper", view["word"], "是真的")
    expect("what stands on it", "王秀英" in [pair["value"] for pair in view["facts"]], True)
    stage.report.outcome = "SHOWN, slip and official paper printed, checked"
    finish_and_empty(stage)


def _wait_until(what: Callable[[], bool], timeout: float, otherwise: str) -> None:
    """Ask the platform again until it says so: there is nothing that it would wake us with."""
    until = time.monotonic() + timeout
    while not what():
        if time.monotonic() > until:
            raise Unexpected(otherwise)
        time.sleep(0.2)


JOURNEYS: tuple[tuple[str, str, Callable[[Visit], None]], ...] = (
    ("online", "1", online),
    ("offline", "2", offline),
    ("licence copy", "3", licence_copy),
    ("query", "4", query),
    ("decision", "5", decided),
    ("for another", "6", for_another),
    ("bundle", "7", bundle),
    ("fee", "8", fee),
)


def play_all(stage: Visit) -> list[Report]:
    """Play every journey; one that fails says how in its outcome, and the next begins on the idle page."""
    reports = []
    for name, prefix, journey in JOURNEYS:
        stage.begin(name, prefix)
        began = time.monotonic()
        try:
            journey(stage)
        except Exception as fault:  # noqa: BLE001 - whatever went wrong belongs into the summary
            stage.report.outcome = f"UNEXPECTED: {type(fault).__name__}: {fault}"
            _rescue(stage)
        stage.report.seconds = round(time.monotonic() - began, 1)
        reports.append(stage.report)
        print(f"{name}: {stage.report.outcome} ({stage.report.seconds} s)")
    return reports


def _rescue(stage: Visit) -> None:
    """Bring the stage back to where a journey begins."""
    try:
        stage.picture("where-it-stood")
        stage.player.kill_terminal()
        stage.player.wait("IdlePage")
        stage.district.card.command("clear")
        stage.district.line.command("mode", mode="through")
    except Exception as fault:  # noqa: BLE001 - it is told already that the journey failed
        print(f"could not go on after it: {fault}")


def write_summary(reports: list[Report], path: Path) -> None:
    """Write the reports as a JSON array, one object a journey, in the place of whatever was there."""
    path.write_text(json.dumps([report.__dict__ for report in reports], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
