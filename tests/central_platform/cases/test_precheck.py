"""An application judged before it is signed: as it would be when it comes, and nothing is written down."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from central_platform.cases.models import CaseRecord
from central_platform.licences.models import LicenceRecord
from central_platform.people.services import tag_of
from central_platform.samples import records as sample_records
from kiosk.domain.sample_people import SamplePerson, sample_person
from tests.central_platform.cases.test_automatic import ANSWERS, NURSE
from tests.central_platform.terminal_api import SENIOR_CARD, TerminalApi


def foreseen(api: TerminalApi, person: SamplePerson, content: dict[str, Any]) -> list[dict[str, Any]]:
    """What would become of this content."""
    asked = {key: content[key] for key in ("implementation_code", "catalogue_version", "answers")}
    materials = [{"key": one["key"], "state": one["state"]} for one in content["materials"]]
    told: list[dict[str, Any]] = api.call("/precheck", {**api.identity(person), **asked, "materials": materials})["foreseen"]
    return told


def submitted(api: TerminalApi, content: dict[str, Any]) -> dict[str, Any]:
    (verdict,) = api.submit(api.seal(content))
    case: dict[str, Any] = verdict["case"]
    return case


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"mobile": "1"},
        {"delivery": "pigeon"},
        {"household_here": "no"},
        {"household_here": "no", "mobile": "2"},
        {"extra": "x"},
    ],
)
@pytest.mark.parametrize("who", ["wang", "li"])
def test_what_is_foreseen_is_what_happens(api: TerminalApi, answers: dict[str, Any], who: str) -> None:
    person = sample_person(who)
    content = api.content(person)
    content["answers"] |= answers
    (told,) = foreseen(api, person, content)
    assert not CaseRecord.objects.exists(), "nothing is written down"
    case = submitted(api, content)
    assert told["state"] == case["state"]
    assert [(one["kind"], one["key"]) for one in told["defects"]] == [(one["kind"], one["key"]) for one in case["defects"]]
    assert all(name["zh"] in case["next_step"]["zh"] for name in told["bring"])


@pytest.mark.parametrize(("ends", "state"), [(date(2028, 1, 1), "APPROVED"), (date(2026, 11, 21), "REFUSED")])
def test_what_the_rules_decide_is_told_before(api: TerminalApi, ends: date, state: str) -> None:
    sample_records.load(("nurse-appointments",))
    li = sample_person("li")
    LicenceRecord.objects.filter(holder=tag_of(li.number), licence_type="nurse-certificate").update(valid_until=ends)
    content = api.content(li, implementation_code=NURSE, answers={**ANSWERS}, materials=[])
    (told,) = foreseen(api, li, content)
    assert told["state"] == state
    assert told["issued"] == (state == "APPROVED")
    assert bool(told["reason"] and told["remedy"]) == (state == "REFUSED")
    assert LicenceRecord.objects.filter(holder=tag_of(li.number), licence_type="nurse-certificate").count() == 1
    assert submitted(api, content)["state"] == state


def test_an_unknown_item_is_something_to_mend(api: TerminalApi, wang: SamplePerson) -> None:
    (told,) = foreseen(api, wang, api.content(wang, implementation_code="1" * 31))
    assert told["state"] == "CORRECTION"


def test_another_open_case_is_for_a_person(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    assert foreseen(api, wang, content)[0]["state"] == "ACCEPTED"
    submitted(api, content)
    assert foreseen(api, wang, content)[0]["state"] == "RECEIVED"


def test_nobody_is_told_without_their_own_card(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    asked = {"implementation_code": SENIOR_CARD, "catalogue_version": content["catalogue_version"], "answers": {}, "materials": []}
    api.call("/precheck", {"identity": "x.y.z", **asked}, status=403)
    claim = api.identity(wang, issued=sample_person("li").valid_from)
    api.call("/precheck", {**claim, **asked}, status=403)
