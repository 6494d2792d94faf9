"""Before the signature it is told what would become of what is put off, whoever applies; and by which day."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.working_days import working_day
from tests.central_platform.cases.without_paper import (
    TODAY,
    owing,
    promising,
    sent,
)
from tests.central_platform.terminal_api import TerminalApi


@pytest.fixture
def li() -> SamplePerson:
    """Who has none of the licences that would settle it."""
    return sample_person("li")


def foreseen(api: TerminalApi, person: SamplePerson, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {key: content[key] for key in ("implementation_code", "catalogue_version", "answers")}
    materials = [{"key": one["key"], "state": one["state"]} for one in content["materials"]]
    (told,) = api.call("/precheck", {**api.identity(person), **asked, "materials": materials, **more})["foreseen"]
    return dict(told)


def test_what_is_put_off_is_foreseen(api: TerminalApi, li: SamplePerson) -> None:
    promised, owed = promising(api, li), owing(api, li)
    told = foreseen(api, li, promised)
    assert (told["state"], told["bring"]) == (sent(api, promised)["state"], [])
    told = foreseen(api, li, owed)
    assert (told["state"], [name["zh"] for name in told["bring"]]) == (sent(api, owed)["state"], ["近期照片"]), "not what is owed"


def test_handing_in_is_foreseen_as_the_same_case(api: TerminalApi, li: SamplePerson) -> None:
    content = owing(api, li)
    case = sent(api, content)
    content["materials"][1] = {"key": "home", "state": "ATTACHED"}
    told = foreseen(api, li, content, corrects=case["case_number"])
    assert (told["state"], [name["zh"] for name in told["bring"]]) == ("RECEIVED", ["近期照片"])


def test_who_acts_for_another_is_told_what_would_become_of_it(api: TerminalApi, li: SamplePerson) -> None:
    wang = sample_person("wang")
    parties = {
        "applicant": {"kind": "CITIZEN", "name": li.name, "number": li.number},
        "agent": {"kind": "CITIZEN", "name": wang.name, "number": wang.number},
        "relation": "受委托的人",
    }
    content = owing(api, li)
    told = foreseen(api, wang, content, parties=parties)
    assert told["state"] == "RECEIVED"
    assert {name["zh"] for name in told["bring"]} >= {"授权委托书"}
    wrong = {**content, "answers": {**content["answers"], "mobile": "1"}}
    assert foreseen(api, wang, wrong, parties=parties)["state"] == "CORRECTION"


def test_a_newer_schema_is_still_for_a_person(api: TerminalApi, li: SamplePerson) -> None:
    content = {**owing(api, li), "schema": 6}
    case = sent(api, content)
    assert (case["state"], case["owed"]) == ("RECEIVED", [])


@pytest.mark.parametrize("days", [1, 15, 60])
def test_a_day_is_told_by_the_calendar_of_the_platform(api: TerminalApi, days: int) -> None:
    assert api.call("/working-day", {"days": days})["by"] == working_day(TODAY, days).isoformat()


@pytest.mark.parametrize("days", [0, 61, "x"])
def test_a_day_that_is_no_term_is_refused(api: TerminalApi, days: Any) -> None:
    api.call("/working-day", {"days": days}, status=422)
