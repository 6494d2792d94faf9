"""What cannot be finished is taken along at the real terminal, and gone on with after the process is another."""

from __future__ import annotations

from typing import Any

import pypdfium2

from commands.demo.model_district import read_code
from commands.demo.visit import Visit, show_card, take_card
from kiosk.domain.sample_people import sample_person
from tests.journeys.playing import Play
from tests.journeys.steps import leave
from tests.journeys.test_after_the_case import to_case
from tests.journeys.test_without_paper import ITEMS, to_permit
from tests.journeys.traces import codings_of, files_of

NAME = "居住证申领"


def to_eligibility(stage: Visit, person: str, ready: Any) -> dict[str, Any]:
    """From the idle page to the page where an application begins."""
    play = Play(stage, ITEMS[NAME], person)
    play.find()
    stage.player.touch("primary")
    stage.player.wait("IdentifyPage")
    show_card(stage, person)
    view = stage.player.wait("EligibilityPage", ready)
    take_card(stage)
    return view


def mobile_of(person: str) -> str:
    return sample_person(person).mobile


def take_along(stage: Visit) -> dict[str, Any]:
    player = stage.player
    player.touch("takeAlong")
    view = player.wait("TakeAlongPage", lambda view: view["primary"])
    assert view["primary"] == "同意，存着"
    player.touch("primary")
    return player.wait("TakeAlongPage", lambda view: not view["waiting"] and view["primary"] != "同意，存着")


def test_another_visit_goes_on_where_it_stopped(stage: Visit) -> None:
    player = stage.player
    to_permit(stage, "qian")
    answered = dict(player.view)
    assert answered["rows"]
    view = take_along(stage)
    assert view["title"] == "存好了，以后可以接着办"
    player.touch("primary")
    player.wait("HomePage", lambda view: view["drafts"])
    leave(stage)

    view = to_eligibility(stage, "qian", lambda view: view["primary"].startswith("接着办"))
    player.touch("primary")
    view = player.wait("QuestionPage")
    assert (view["key"], view["value"]) == ("mobile", mobile_of("qian")), "what was only filled in is shown again"
    player.touch("primary")
    view = player.wait("MaterialsPage")
    assert [row["title"] for row in view["rows"]] == [row["title"] for row in answered["rows"]]
    player.touch("bar-home")
    player.wait("HomePage")
    leave(stage)

    to_eligibility(stage, "li", lambda view: view["primary"] == "开始填写")
    player.touch("primary")
    player.wait("QuestionPage")
    leave(stage)

    to_eligibility(stage, "qian", lambda view: view["primary"].startswith("接着办"))
    player.touch("applyFor-anew")
    player.wait("TakeAlongPage", lambda view: view["primary"] == "不要了，重新填")
    player.touch("primary")
    player.wait("EligibilityPage", lambda view: view["primary"] == "开始填写")
    leave(stage)


def test_nothing_of_what_was_taken_along_is_left_here(stage: Visit) -> None:
    player, district = stage.player, stage.district
    to_permit(stage, "li")
    answers = '"delivery":"collect","ground":"home","half_year":"yes"'
    secrets = [piece for text in (answers, mobile_of("li")) for piece in codings_of(text)]
    assert take_along(stage)["title"] == "存好了，以后可以接着办"
    leave(stage)
    for path in files_of(stage):
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path.name
    assert player.page == "IdlePage"
    assert district.home.ledger_file.exists()


def test_a_platform_that_hangs_keeps_nothing_and_that_is_said(stage: Visit) -> None:
    player, district = stage.player, stage.district
    to_permit(stage, "qian")
    district.line.command("mode", mode="hang")
    view = take_along_without_answer(stage)
    assert "请当作没有存下来" in view["problem"] or "没有网络" in view["problem"]
    player.touch("back")
    player.wait("MaterialsPage")
    district.line.command("mode", mode="through")
    leave(stage)


def take_along_without_answer(stage: Visit) -> dict[str, Any]:
    player = stage.player
    player.touch("takeAlong")
    player.wait("TakeAlongPage", lambda view: view["primary"])
    player.touch("primary")
    return player.wait("TakeAlongPage", lambda view: not view["waiting"] and view["problem"])


def test_a_filled_form_is_printed_without_network_and_the_counter_reads_it(stage: Visit) -> None:
    player, district = stage.player, stage.district
    to_permit(stage, "qian")
    district.line.command("mode", mode="cut")
    before = set(district.pages.glob("*.pdf"))
    player.touch("takeAlong")
    player.wait("TakeAlongPage", lambda view: view["primary"] == "")
    player.touch("printFilled")
    player.wait("PrintedPage", lambda view: view["paper"]["state"] == "printed")
    (pdf,) = set(district.pages.glob("*.pdf")) - before
    picture = stage.output / "form.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    with pypdfium2.PdfDocument(pdf) as document:
        text = "".join(document[0].get_textpage().get_text_bounded().split())
        document[0].render(scale=200 / 72).to_pil().save(picture)
    assert f"{NAME}（填好的表）" in text
    assert mobile_of("qian") in text
    assert sample_person("qian").number not in text
    code = read_code(picture)
    district.line.command("mode", mode="through")
    leave(stage)
    qian = sample_person("qian")
    told = district.staff(do="take-in-form", code=code, name=qian.name, number=qian.number, by="clerk")
    assert told["item"] == NAME
    (number,) = told["cases"]
    view = to_case(stage, "qian", number)
    assert NAME in str(view)
    leave(stage)


def test_power_that_fails_while_it_is_kept_loses_no_more_than_the_visit(stage: Visit) -> None:
    """Nothing of the terminal's is half written: what the platform has is whole, or it is not there."""
    player, district = stage.player, stage.district
    to_permit(stage, "qian")
    district.line.command("mode", mode="hang")
    player.touch("takeAlong")
    player.wait("TakeAlongPage", lambda view: view["primary"])
    player.touch("primary")
    player.wait("TakeAlongPage", lambda view: view["waiting"])
    player.kill_terminal()
    district.line.command("mode", mode="through")
    player.wait("IdlePage")
    view = to_eligibility(stage, "qian", lambda view: view["primary"] != "")
    assert view["primary"] == "开始填写", "nothing of it had reached the platform"
    leave(stage)
