"""What is decided with no person, on the real screens: each situation approved, refused with its clause, and left to a person. The
food business licence in its five cases, a water permit, a nurse, and a hygiene licence that is replaced."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from commands.demo.visit import Visit, finish
from kiosk.domain.sample_people import sample_person
from tests.campaign import SOAK
from tests.journeys.casting import filled_in, tag_at
from tests.journeys.playing import Play, today
from tests.journeys.promises import Ending, Played
from tests.whole_catalogue import whole_catalogue

ITEMS = {item.implementation_code[-4:]: item for item in whole_catalogue().items if item.decision}
FOOD, WATER, NURSE, HYGIENE = "E905", "E904", "E906", "E907"
NEW = {"case": "new", "food_kind": "sales", "packed_only": "yes", "liquor_line": "with", "near_school": "no"}


class Turn(NamedTuple):
    """``until``: days from now until the licence of this kind ends, before it is played; None: as it is."""

    code: str
    person: str
    answers: dict[str, str]
    ending: Ending
    said: str
    kind: str = ""
    until: int | None = None


APPROVED, REFUSED, PERSON = Ending.APPROVED, Ending.REFUSED, Ending.RECEIVED
SHORT = (
    Turn(FOOD, "zhou", NEW, APPROVED, "电子证照已经签发"),
    Turn(FOOD, "zhou", {"case": "cancel"}, APPROVED, "许可证已经注销"),
    Turn(FOOD, "zhou", {**NEW, "near_school": "yes"}, REFUSED, "未成年人保护法"),
    Turn(FOOD, "zhou", {**NEW, "packed_only": "no"}, PERSON, "工作人员会在"),
)
# After the first turn zhou has a licence; before some turns it is made to end on another day.
LONG = (
    Turn(FOOD, "zhou", NEW, APPROVED, "电子证照已经签发"),
    Turn(FOOD, "zhou", {"case": "change", "change_what": "liquor", "liquor_line": "without"}, APPROVED, "电子证照已经签发"),
    Turn(FOOD, "zhou", {"case": "replace"}, APPROVED, "电子证照已经签发"),
    Turn(FOOD, "zhou", {"case": "renew"}, APPROVED, "电子证照已经签发", "food-licence", 60),
    Turn(FOOD, "zhou", {"case": "change", "change_what": "name"}, REFUSED, "行政许可法", "food-licence", -1),
    Turn(FOOD, "zhou", {"case": "replace"}, REFUSED, "重新申请", "food-licence", -1),
    Turn(FOOD, "zhou", {"case": "renew"}, REFUSED, "重新申请", "food-licence", -1),
    Turn(FOOD, "zhou", {"case": "cancel"}, REFUSED, "重新申请", "food-licence", -1),
    Turn(FOOD, "zhou", {"case": "renew"}, PERSON, "工作人员会在", "food-licence", 1000),
    Turn(WATER, "zhou", {"holder": "person", "unchanged": "yes", "paid": "yes"}, APPROVED, "电子证照已经签发", "water-permit", 60),
    Turn(WATER, "zhou", {"holder": "person", "unchanged": "yes", "paid": "yes"}, REFUSED, "行政许可法", "water-permit", -1),
    Turn(WATER, "zhou", {"holder": "person", "unchanged": "no", "paid": "yes"}, PERSON, "工作人员会在", "water-permit", 60),
    Turn(NURSE, "li", {"from_where": "city"}, APPROVED, "电子证照已经签发"),
    Turn(NURSE, "li", {"from_where": "city"}, REFUSED, "护士条例", "nurse-certificate", -1),
    Turn(HYGIENE, "zhou", {"reason": "lost", "unchanged": "yes"}, APPROVED, "电子证照已经签发"),
    Turn(HYGIENE, "zhou", {"reason": "lost", "unchanged": "yes"}, REFUSED, "行政许可法", "hygiene-licence", -1),
    Turn(HYGIENE, "zhou", {"reason": "lost", "unchanged": "no"}, PERSON, "工作人员会在", "hygiene-licence", 500),
)


def end_in(stage: Visit, person: str, kind: str, days: int) -> None:
    """The person's licence of this kind ends on another day than the library had."""
    platform = stage.district.folder / "platform"
    change = "UPDATE records_licencerecord SET valid_until = ? WHERE holder_id = ? AND licence_type = ? AND revoked = 0"
    with closing(sqlite3.connect(platform / "platform.sqlite3", timeout=10)) as tables, tables:
        tables.execute(change, ((today() + timedelta(days=days)).isoformat(), tag_at(platform, sample_person(person)), kind))


def played(stage: Visit, turn: Turn, platform: Path) -> Played:
    item = ITEMS[turn.code]
    # Only the nurse's new hospital must stand there as the register has it.
    known = turn.code == NURSE and filled_in(item, turn.person, platform)
    play = Play(stage, item, turn.person, filled_in=known, wanted=turn.answers)
    play.find()
    result = play.go()
    finish(stage.player)
    return result


@pytest.mark.timeout(600)
def test_each_outcome_is_told_on_the_result_page(stage: Visit) -> None:
    for turn in LONG if SOAK else SHORT:
        if turn.until is not None:
            end_in(stage, turn.person, turn.kind, turn.until)
        result = played(stage, turn, stage.district.folder / "platform")
        assert (turn.code, turn.answers, result.ending) == (turn.code, turn.answers, turn.ending), result.said
        assert turn.said in result.said, (turn, result.said)
