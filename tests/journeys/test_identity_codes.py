"""Who somebody is, by a code on their phone and by a code on paper, on the real screens, the real scanner and the real platform."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from commands.demo.model_district import read_code
from commands.demo.visit import SENIOR_CARD, Visit, hold_up, show_card, take_card
from kiosk.domain.sample_people import sample_person
from tests.journeys.steps import leave_unsent, to_identify
from tests.whole_catalogue import whole_catalogue

ITEMS = whole_catalogue().items
PENSION = next(item for item in ITEMS if item.query and item.query.data_set == "pension-payments").implementation_code
PAPER = next(item for item in ITEMS if item.kind.value == "PAPER_CODE").implementation_code
pytestmark = pytest.mark.timeout(180)


def code_of(stage: Visit, person: str = "wang", age: int = 0) -> str:
    return str(stage.district.phone.command("show", person=person, age=age)["code"])


def to_scanner(stage: Visit) -> None:
    """From the page that asks for a card to the scanner."""
    stage.player.wait("IdentifyPage", lambda view: view["phoneCode"])
    stage.player.touch("showPhoneCode")
    stage.player.wait("ScanPage", lambda view: not view["retry"])


def again(stage: Visit, text: str) -> None:
    stage.player.touch("primary")
    stage.player.wait("ScanPage", lambda view: not view["retry"])
    hold_up(stage, text)


def to_paper(stage: Visit, person: str = "wang") -> dict[str, Any]:
    """Up to the page that asks whether it is them."""
    player = stage.player
    to_identify(stage, "cards", PAPER)
    view = player.wait("IdentifyPage")
    assert view["phoneCode"] == "", "the ID card alone will do"
    show_card(stage, person)
    view = player.wait("PaperHolderPage", lambda view: not view["waiting"])
    take_card(stage)
    return view


def print_paper(stage: Visit) -> str:
    """The code that came out."""
    stage.player.touch("primary")
    stage.player.wait("PaperCodePage", lambda view: view["paper"]["state"] == "printed")
    receipt = stage.district.next_receipt()
    assert not receipt["errors"]
    text = "".join(receipt["text"]).replace(" ", "")
    assert "请和身份证一起出示" in text
    assert sample_person("wang").name not in text, "masked"
    return read_code(Path(receipt["png"]))


def ask_with(stage: Visit, code: str) -> dict[str, Any]:
    """What is told of cases by a code on paper, from the home page."""
    player = stage.player
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.touch("scanReceipt")
    player.wait("ScanPage", lambda view: not view["retry"])
    hold_up(stage, code)
    return player.wait("ProgressResultPage", lambda view: not view["waiting"])


def test_a_code_on_a_phone_signs_in_for_the_visit(stage: Visit) -> None:
    player = stage.player
    to_identify(stage, "social-insurance", PENSION)
    to_scanner(stage)
    hold_up(stage, code_of(stage, age=90))
    view = player.wait("PhoneCodePage", lambda view: view["problem"])
    assert "已经过时" in view["problem"]
    code = code_of(stage)
    again(stage, code)
    player.wait("QueryResultPage", lambda view: view["rows"])

    player.touch("bar-home")
    player.wait("HomePage")
    player.touch("theme-seniors")
    player.wait("ListPage", lambda view: view["groups"])
    player.touch(f"item-{SENIOR_CARD}")
    player.wait("GuidePage")
    player.touch("primary")
    view = player.wait("IdentifyPage")
    assert "身份证里的照片" in view["text"], "why the card itself is needed"
    assert view["phoneCode"] == ""
    show_card(stage, "li")
    player.wait("IdentifyPage", lambda view: "不是同一个人" in view["problem"])
    take_card(stage)
    player.wait("IdentifyPage", lambda view: not view["problem"])
    show_card(stage, "wang")
    view = player.wait("EligibilityPage")
    assert "身份证已读好" in view["text"]
    take_card(stage)
    leave_unsent(stage)


def test_the_same_code_is_good_once(stage: Visit) -> None:
    player, code = stage.player, code_of(stage, "chen")
    to_identify(stage, "social-insurance", PENSION)
    to_scanner(stage)
    hold_up(stage, code)
    player.wait("QueryResultPage", lambda view: not view["waiting"])
    leave_unsent(stage)
    to_identify(stage, "social-insurance", PENSION)
    to_scanner(stage)
    hold_up(stage, code)
    view = player.wait("PhoneCodePage", lambda view: view["problem"])
    assert "只能用一次" in view["problem"]
    player.touch("useCardInstead")
    player.wait("IdentifyPage")
    player.touch("bar-home")
    player.wait("HomePage")
    lives = player.lives
    player.touch("bar-leave")  # a scanned code is somebody's: the process goes
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")


def test_an_application_by_code_asks_for_the_address_and_is_decided(stage: Visit) -> None:
    player = stage.player
    nurse = next(item for item in ITEMS if "护士执业注册" in item.name.zh)
    to_identify(stage, nurse.theme, nurse.implementation_code)
    to_scanner(stage)
    hold_up(stage, code_of(stage, "li"))
    view = player.wait("EligibilityPage")
    assert "随申码已核对好" in view["text"]
    leave_unsent(stage)


def test_without_a_card_the_page_says_what_will_do_here(stage: Visit) -> None:
    player, line = stage.player, stage.district.line
    to_identify(stage, "social-insurance", PENSION)
    player.touch("showNoCard")
    view = player.wait("NoCardPage")
    assert [row["good"] for row in view["rows"]] == [True, True]
    line.command("mode", mode="cut")
    try:
        view = player.wait("NoCardPage", lambda view: not view["phoneCode"], timeout=90.0)
        assert "没有网络" in view["rows"][-1]["text"]
    finally:
        line.command("mode", mode="through")
    player.wait("NoCardPage", lambda view: view["phoneCode"], timeout=90.0)
    player.touch("showPhoneCode")
    player.wait("ScanPage", lambda view: not view["retry"])
    hold_up(stage, code_of(stage))
    player.wait("QueryResultPage", lambda view: not view["waiting"])
    leave_unsent(stage)


def test_a_code_on_paper_shows_cases_until_it_is_lost(stage: Visit) -> None:
    player = stage.player
    view = to_paper(stage)
    assert view["title"] == "这是您本人吗？"
    code = print_paper(stage)
    player.touch("primary")
    player.wait("HomePage")
    view = ask_with(stage, code)
    assert "没有查到办件" in view["problem"] or view["rows"]
    player.touch("bar-home")
    player.wait("HomePage")
    leave_unsent(stage)

    view = to_paper(stage)
    assert "旧的马上不能用" in view["had"]
    player.touch("reportLost")
    player.wait("PaperLostPage")
    player.touch("primary")
    player.wait("PaperLostPage", lambda view: view["title"] == "已经挂失")
    player.touch("primary")
    player.wait("HomePage")
    view = ask_with(stage, code)
    assert "已经挂失或者作废" in view["problem"]
    player.touch("bar-home")
    player.wait("HomePage")
    leave_unsent(stage)


def test_a_paper_that_did_not_come_out_is_revoked(stage: Visit) -> None:
    player, printer = stage.player, stage.district.printer
    to_paper(stage)
    printer.command("fault", kind="paper_out_after_bytes", bytes=300)
    player.touch("primary")
    player.wait("PaperCodePage", lambda view: view["paper"]["state"] == "uncertain")
    assert counts(stage)
    player.touch("paperNo")
    printer.command("clear")
    printer.command("new_paper")
    player.wait_for(lambda _: not counts(stage))
    player.wait("PaperCodePage", lambda view: view["paper"]["again"])
    player.touch("printAgain")
    player.wait("PaperCodePage", lambda view: view["paper"]["state"] == "printed")
    assert counts(stage)
    leave_unsent(stage)


def test_a_power_cut_before_the_paper_is_out_revokes_its_code(stage: Visit) -> None:
    player, printer = stage.player, stage.district.printer
    to_paper(stage, "chen")
    printer.command("fault", kind="silent")
    before = papers(stage)
    player.touch("primary")
    player.wait_for(lambda _: papers(stage) > before and counts(stage))
    # Before it is written down nothing is printed, and nobody has the code.
    player.wait_for(lambda _: is_on_its_way(stage))
    player.kill_terminal()
    printer.command("clear")
    player.wait("IdlePage")
    player.wait_for(lambda _: not counts(stage))


def is_on_its_way(stage: Visit) -> bool:
    """Whether a print of which nothing is known yet stands in the terminal's ledger."""
    with closing(sqlite3.connect(f"file:{stage.district.home.ledger_file}?mode=ro", uri=True)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM prints WHERE state IN ('INTENDED', 'UNCERTAIN')").fetchone()
    return bool(count)


def papers(stage: Visit) -> int:
    """How many codes on paper there ever were, by the platform's own table."""
    return len(_ends(stage))


def counts(stage: Visit) -> bool:
    """Whether the newest code on paper counts."""
    return _ends(stage)[-1] is None


def _ends(stage: Visit) -> list[int | None]:
    (database,) = (stage.district.folder / "platform").glob("*.sqlite3")
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return [ended for (ended,) in connection.execute("SELECT ended_at FROM people_papercoderecord ORDER BY rowid")]
