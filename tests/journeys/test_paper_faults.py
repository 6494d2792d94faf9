"""The receipt printer fails before or in the middle: the submission stands, and no paper comes twice or too late."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from commands.demo.model_district import read_code
from commands.demo.visit import Visit
from tests import campaign
from tests.journeys.steps import leave, submit, to_signature

BEFORE = [
    ("paper_out", "没有纸"),
    pytest.param("cover_open", "盖子开着", marks=campaign.LONG_RUN),
    pytest.param("silent", "没有回应", marks=campaign.LONG_RUN),
]


def receipts(stage: Visit) -> int:
    """How many pieces with anything on them came out in this test: at its start, what the test before left uncertain may have been
    cut off, blank. The simulator tells in order: what it told before an answer is counted."""
    stage.district.printer.command("fault", kind="paper_low", on=False)
    return sum(any(line.strip() for line in piece["text"]) for piece in stage.district.came_out)


@pytest.mark.parametrize(("fault", "words"), BEFORE)
def test_before_the_receipt(stage: Visit, fault: str, words: str) -> None:
    player, printer = stage.player, stage.district.printer
    to_signature(stage, "wang")
    printer.command("fault", kind=fault)
    player.touch("primary")
    view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "failed")
    assert words in view["paper"]["text"]
    assert "安全保存" in view["paper"]["safe"]
    assert view["word"] in ("已受理", "已收件")
    code = stage.player.picture(stage.output / "code.png")
    assert read_code(code).startswith("CQ1-"), "the receipt is on the screen as a code"
    printer.command("fault", kind=fault, on=False)
    player.wait("ResultPage", lambda view: view["paper"]["again"])
    assert receipts(stage) == 0, "nothing is printed unasked"
    player.touch("printAgain")
    player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    stage.district.next_receipt()
    leave(stage)
    assert receipts(stage) == 1


def test_paper_runs_out_in_the_middle(stage: Visit) -> None:
    player, printer = stage.player, stage.district.printer
    to_signature(stage, "wang")
    printer.command("fault", kind="paper_out_after_bytes", bytes=300)
    player.touch("primary")
    view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "uncertain")
    assert view["paper"]["yes"]
    assert view["paper"]["no"], "the resident is asked what came out"
    player.touch("paperNo")
    printer.command("clear")
    printer.command("new_paper")
    player.wait("ResultPage", lambda view: view["paper"]["again"])
    player.touch("printAgain")
    player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    leave(stage)


def test_nothing_comes_out_of_a_printer_that_says_it_is_well(stage: Visit) -> None:
    player, printer = stage.player, stage.district.printer
    settings = stage.district.home.configuration_file
    before = settings.read_text()
    settings.write_text(before.replace('confirm = "process_id"\n', ""))
    for kind in ("mute_process_id", "mute_status", "no_paper_comes"):
        printer.command("fault", kind=kind)
    try:
        player.stop()
        player.start()
        player.wait("IdlePage", lambda view: not view["cannot"])
        to_signature(stage, "wang")
        player.touch("primary")
        view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "sent")
        assert view["paper"]["title"] == "回执出来了吗？"
        assert receipts(stage) == 0
        code = stage.player.picture(stage.output / "question.png")
        assert read_code(code).startswith("CQ1-"), "the receipt's code stands beside the question"
        printer.command("clear")
        player.touch("printAgain")
        player.wait("ResultPage", lambda view: view["paper"]["state"] == "sent")
        player.touch("paperYes")
        player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
        leave(stage)
    finally:
        printer.command("clear")
        settings.write_text(before)
        player.stop()
        player.start()
    with closing(sqlite3.connect(stage.district.home.ledger_file)) as ledger:
        states = [state for (state,) in ledger.execute("SELECT state FROM prints ORDER BY serial DESC LIMIT 2")]
    assert states == ["SENT", "VOIDED"]
    assert receipts(stage) == 1


def test_once_they_have_left_nothing_of_theirs_is_printed(stage: Visit) -> None:
    player, printer = stage.player, stage.district.printer
    to_signature(stage, "wang")
    printer.command("fault", kind="paper_out")
    player.touch("primary")
    player.wait("ResultPage", lambda view: view["paper"]["state"] == "failed")
    leave(stage)
    printer.command("fault", kind="paper_out", on=False)
    player.wait("IdlePage", lambda view: not view["cannot"])
    assert receipts(stage) == 0


def test_a_receipt_is_printed_once(stage: Visit) -> None:
    submit(stage, "wang")
    stage.district.next_receipt()
    leave(stage)
    stage.player.wait("IdlePage", lambda view: not view["cannot"])
    assert receipts(stage) == 1
