"""The platform fails in every way that it can: the submission is stored, told as stored, and becomes one case. Public queries are
answered from the rows that came with the catalogue, and what could not be looked up meanwhile is shown on a phone."""

from __future__ import annotations

import resource
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest

from commands.demo.visit import SIGNATURE, Visit, hold_up
from tests import campaign
from tests.journeys.promises import texts_in
from tests.journeys.steps import answer, identify, leave, submit, to_home, to_identify, to_signature, type_number
from tests.whole_catalogue import whole_catalogue

MATERIAL = "household_register"


def cases(stage: Visit, person: str) -> list[str]:
    return [case.case_number for case in stage.district.cases_of(person)]


def wait_for_cases(stage: Visit, person: str, count: int) -> list[str]:
    until = time.monotonic() + 60
    while len(found := cases(stage, person)) < count:
        assert time.monotonic() < until, f"{len(found)} cases, waited for {count}"
        time.sleep(0.1)  # the platform tells nobody when a case is made: it is asked again
    return found


# tests/central_platform/test_fault_sequences.py has them all.
_RARE = [pytest.param(mode, marks=campaign.LONG_RUN) for mode in ("error", "cut", "drip", "delay", "truncate", "replace")]


@pytest.mark.parametrize("mode", ["portal", "hang", *_RARE])
def test_stored_and_sent_once(stage: Visit, mode: str) -> None:
    before = len(cases(stage, "chen"))
    to_signature(stage, "chen")
    stage.district.line.command("mode", mode=mode, bytes_per_second=5)
    stage.player.touch("primary")
    view = stage.player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["word"] == "已暂存"
    receipt = "\n".join(stage.district.next_receipt()["text"])
    assert "已暂存" in receipt
    assert "已受理" not in receipt
    leave(stage)
    stage.district.line.command("mode", mode="through")
    assert len(wait_for_cases(stage, "chen", before + 1)) == before + 1
    stage.player.wait_for(lambda player: player.page == "IdlePage")
    assert len(cases(stage, "chen")) == before + 1


@campaign.LONG_RUN
def test_everything_is_asked_twice(stage: Visit) -> None:
    """A proxy that tries again by itself: the platform hears each submission, each report, each question two times."""
    before = len(cases(stage, "chen"))
    stage.district.line.command("mode", mode="repeat")
    view = submit(stage, "chen")
    assert view["word"] in ("已受理", "已收件")
    stage.district.next_receipt()
    leave(stage)
    assert stage.district.line.command("counts")["repeated"] > 3
    stage.district.line.command("mode", mode="through")
    assert len(wait_for_cases(stage, "chen", before + 1)) == before + 1


def test_a_full_disk_stores_nothing_and_loses_nothing(stage: Visit) -> None:
    player = stage.player
    before = len(cases(stage, "zhuge"))
    to_signature(stage, "zhuge")
    # From now on no file of the terminal's may grow: what a full disk does to a write.
    limits = resource.prlimit(player.process_id, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    player.touch("primary")
    view = player.wait("SignPage", lambda view: view["problem"])
    assert "没有存下来" in view["problem"]
    assert view["signature"], "the signature is still there"
    resource.prlimit(player.process_id, resource.RLIMIT_FSIZE, limits)
    player.touch("primary")
    view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["word"] in ("已受理", "已收件")
    stage.district.next_receipt()
    leave(stage)
    assert len(wait_for_cases(stage, "zhuge", before + 1)) == before + 1


@pytest.mark.parametrize("seconds", [0.0, *(number / 20 for number in range(1, 100 if campaign.SOAK else 1))])
def test_killed_at_the_moment_of_submitting(stage: Visit, seconds: float) -> None:
    """Or so long after it, while it sends, tells and prints: either it was stored, and the holder's card says so afterwards, or
    nothing was, and nothing is claimed."""
    player = stage.player
    before = len(cases(stage, "wang"))
    to_signature(stage, "wang")
    player.touch("primary")
    time.sleep(seconds)  # no condition: it is to fall anywhere
    player.kill_terminal()
    player.wait("IdlePage", lambda view: bool(view["notice"]))
    to_home(stage)
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.touch("useCard")
    player.wait("IdentifyPage")
    stage.district.card.command("lay", card="wang")
    view = player.wait("ProgressResultPage", lambda view: not view["waiting"])
    stage.district.card.command("take")
    told = len(view["rows"])
    leave(stage)
    assert told in (before, before + 1)
    assert len(cases(stage, "wang")) == told or wait_for_cases(stage, "wang", told)


def test_submitted_twice_by_an_impatient_finger(stage: Visit) -> None:
    before = len(cases(stage, "chen"))
    view = submit(stage, "chen")
    assert view["paper"]["state"] == "printed"
    stage.district.next_receipt()
    leave(stage)
    assert len(cases(stage, "chen")) == before + 1


def test_a_public_query_answers_with_the_line_cut(stage: Visit) -> None:
    """And the list of what goes without network has it, and no query about somebody."""
    queries = {item.query.data_set: item for item in whole_catalogue().items if item.query}
    player, item = stage.player, queries["legal-aid"]
    to_home(stage)
    player.touch(f"theme-{item.theme}")
    player.wait("ListPage", lambda view: view["kinds"])
    player.touch("kind-QUERY")
    player.touch(f"item-{item.implementation_code}")
    player.wait("GuidePage")
    stage.district.line.command("mode", mode="cut")
    player.touch("primary")
    view = player.wait("QueryResultPage", lambda view: view["rows"] and "联网后更新" in view["text"])
    assert view["text"].startswith("现在没有网络。这是")
    assert "样板区法律援助中心" in " ".join(texts_in(view))
    assert view["source"].startswith(item.authority.zh)

    player.touch("bar-home")
    player.wait("HomePage")
    player.touch("ways")
    player.wait("WaysPage")
    player.touch("way-offline:")
    view = player.wait("ListPage", lambda view: view["groups"])
    offered = {row["code"] for group in view["groups"] for row in group["rows"]}
    assert item.implementation_code in offered
    assert queries["pension-payments"].implementation_code not in offered
    player.touch("bar-leave")
    player.wait("IdlePage")


def show_phone(stage: Visit, **licence: Any) -> None:
    told = stage.district.phone.command("show", **licence) if licence else stage.district.phone.command("again")
    hold_up(stage, str(told["code"]))


def once_more(stage: Visit, **licence: Any) -> None:
    stage.player.touch("retry")
    stage.player.wait("ScanPage", lambda view: not view["retry"] and not view["problem"])
    show_phone(stage, **licence)


def register(view: dict[str, Any]) -> dict[str, Any]:
    return next(row for row in view["rows"] if row["key"] == MATERIAL)


def test_a_licence_on_a_phone_settles_what_was_unknown(stage: Visit) -> None:
    player, line = stage.player, stage.district.line
    to_identify(stage)
    line.command("mode", mode="cut")
    try:
        identify(stage, "wang")
        player.touch("primary")
        answer(stage, "household_here", "option-yes")
        player.wait("QuestionPage", lambda view: view["key"] == "mobile")
        type_number(stage, "13900000099")
        player.touch("primary")
        answer(stage, "delivery", "option-collect")
        answer(stage, "photo_choice", "option-card")
        player.wait("MaterialsPage", lambda view: register(view)["tone"] == "wait" and not register(view)["show"])
    finally:
        line.command("mode", mode="through")
    player.wait("MaterialsPage", lambda view: bool(register(view)["show"]), timeout=90.0)

    player.touch(f"show-{MATERIAL}")
    player.wait("ScanPage", lambda view: not view["retry"])
    show_phone(stage, person="chen", licence_type="household-register", age=0)
    player.wait("ScanPage", lambda view: "不在您本人名下" in view["problem"])
    once_more(stage, person="wang", licence_type="marriage-certificate", age=0)
    player.wait("ScanPage", lambda view: "用不到" in view["problem"])
    once_more(stage)
    player.wait("ScanPage", lambda view: "已经出示过" in view["problem"])
    once_more(stage, person="wang", licence_type="household-register", age=0)
    player.wait("MaterialsPage", lambda view: register(view)["tone"] == "good")

    player.touch("primary")
    player.wait("CheckPage")
    player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)
    player.touch("primary")
    view = player.wait("ResultPage", lambda view: view["word"] != "已暂存" and view["paper"]["state"] == "printed")
    assert not any("户口簿" in row["value"] for row in view["rows"]), "nothing is to be brought"
    leave(stage)
    with closing(sqlite3.connect(stage.district.folder / "platform" / "platform.sqlite3")) as platform:
        rows = platform.execute("SELECT outcome, licence_type FROM licences_presentation ORDER BY rowid").fetchall()
    assert [outcome for outcome, _ in rows] == ["OTHER_HOLDER", "NOT_ASKED", "USED", "ACCEPTED"]
