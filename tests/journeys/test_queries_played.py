"""Queries on the real screens: found by department, identified, asked, answered by the real platform, printed, and gone.

One of each shape here; every query of the catalogue in the long run.
"""

from __future__ import annotations

import csv
from typing import Any

import pytest

import central_platform.samples
from central_platform.catalogue.publishing import load_catalogue
from commands.demo.visit import Visit, finish, show_card, take_card
from kiosk.domain.queries import PaperKind, Shape
from kiosk.domain.sample_people import SAMPLE_PEOPLE
from kiosk.domain.service_items import Assurance, ItemKind, ServiceItem
from tests import campaign
from tests.journeys.steps import to_home

ROWS = central_platform.samples.__path__[0] + "/rows"
QUERIES = [item for item in load_catalogue().items if item.kind is ItemKind.QUERY]
COMPANY = "913101990000300156"
TYPED = "1"  # in a field that is searched by what it contains


def some() -> list[ServiceItem]:
    """One of each shape and assurance, or all of them."""
    first = {(item.query.shape, item.assurance): item for item in reversed(QUERIES) if item.query}
    return QUERIES if campaign.SOAK else list(first.values())


def rows_of(item: ServiceItem) -> list[dict[str, str]]:
    """What the model district's departments have on record of it."""
    assert item.query
    with open(f"{ROWS}/{item.query.data_set}.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def person_of(item: ServiceItem, has: bool = True) -> str:
    """Key of a model person of whom there is a record, or none."""
    if item.assurance is Assurance.COMPANY:
        return "li"
    names = {row["subject_name"] for row in rows_of(item)}
    people = [person for person in SAMPLE_PEOPLE if person.birth.year < 1960 or not item.eligibility]
    return next(person.key for person in people if (person.name in names) is has)


def to_result(stage: Visit, item: ServiceItem, person: str) -> dict[str, Any]:
    """From the idle page to what came back."""
    player = stage.player
    to_home(stage)
    player.touch(f"theme-{item.theme}")
    player.wait("ListPage", lambda view: view["groups"])
    player.touch(f"item-{item.implementation_code}")
    player.wait("GuidePage")
    player.touch("primary")
    if item.assurance is not Assurance.NONE:
        player.wait("IdentifyPage")
        show_card(stage, person)
        player.wait_for(lambda player: player.page in ("QuestionPage", "QueryResultPage"))
        take_card(stage)
    else:
        player.wait_for(lambda player: player.page in ("QuestionPage", "QueryResultPage"))
    while player.page == "QuestionPage":
        _answer(stage, item)
    return player.wait("QueryResultPage", lambda view: not view["waiting"], timeout=20.0)


def _answer(stage: Visit, item: ServiceItem) -> None:
    player = stage.player
    key, options = player.view["key"], [option["value"] for option in player.view["options"]]
    if options:
        player.touch(f"option-{'all' if 'all' in options else options[0]}")
    else:
        for character in COMPANY if key in ("company", "credit_code") else TYPED:
            player.press(character)
    player.touch("primary")
    player.wait_for(lambda player: player.page == "QueryResultPage" or player.view.get("key") not in ("", key))


@pytest.mark.timeout(180)
@pytest.mark.parametrize("item", some(), ids=lambda item: item.query.data_set)
def test_what_is_on_record_is_shown_and_printed(stage: Visit, item: ServiceItem) -> None:
    view = to_result(stage, item, person_of(item) if item.assurance is not Assurance.NONE else "")
    searched = bool(item.form) and item.query is not None and item.query.shape is Shape.LIST
    assert view["rows"] or view["figure"] or (searched and "没有记录" in view["text"]), view["text"]
    assert "截至" in view["source"]
    assert item.query
    if item.query.paper.kind is not PaperKind.NONE and view["rows"]:
        stage.player.touch("printResult")
        stage.player.wait("QueryResultPage", lambda view: view["paper"]["state"] == "printed", timeout=30.0)
        receipt = stage.keep_receipt("query")
        text = "".join(receipt["text"]).replace(" ", "")
        assert item.name.zh.replace(" ", "") in text
        assert "不作证明" in text
    stage.picture("result")
    finish(stage.player)


@pytest.mark.timeout(180)
def test_nothing_on_record_says_so(stage: Visit) -> None:
    item = next(item for item in QUERIES if item.query and item.query.data_set == "pension-payments")
    view = to_result(stage, item, person_of(item, has=False))
    assert "没有记录" in view["text"]
    assert view["print"] == ""
    finish(stage.player)


@pytest.mark.timeout(180)
def test_a_network_that_breaks_is_told_and_tried_again(stage: Visit) -> None:
    item = next(item for item in QUERIES if item.query and item.query.data_set == "pension-payments")
    player, line = stage.player, stage.district.line
    to_home(stage)
    player.touch(f"theme-{item.theme}")
    player.wait("ListPage", lambda view: view["groups"])
    player.touch(f"item-{item.implementation_code}")
    player.wait("GuidePage")
    player.touch("primary")
    player.wait("IdentifyPage")
    line.command("mode", mode="cut")
    show_card(stage, person_of(item))
    view = player.wait("QueryResultPage", lambda view: not view["waiting"], timeout=30.0)
    take_card(stage)
    assert view["retry"]
    line.command("mode", mode="through")
    player.touch("retry")
    player.wait("QueryResultPage", lambda view: view["rows"], timeout=30.0)
    finish(player)
