"""The food business licence with its liquor line: each of its five cases approved, refused, and left to a person; for a sole
trader, and for a company whose agent applies."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from central_platform.cases.models import CaseRecord
from central_platform.licences.models import LicenceRecord
from central_platform.samples import licences as sample_licences
from central_platform.samples import records as sample_records
from kiosk.domain.identifiers import licence_identifier_fault
from kiosk.domain.sample_people import SamplePerson, sample_person
from tests.central_platform.terminal_api import TerminalApi

FOOD = "113101990000008797431010000E905"
CATERING = "913101990000300156"  # for which li acts, and zhuge did
NAME = "样板区某某餐饮管理有限公司"
TODAY = date(2026, 11, 22)
NEW = {
    "case": "new",
    "food_kind": "sales",
    "packed_only": "yes",
    "liquor_line": "with",
    "near_school": "no",
    "shop_name": "丁香小超市",
    "shop_address": "样板区梧桐街道丁香路52号",
}


@pytest.fixture(autouse=True)
def registers() -> None:
    sample_records.load(("company-agents", "agents-companies"))
    sample_licences.load()


def applied(api: TerminalApi, person: SamplePerson, company: bool, answers: dict[str, str]) -> tuple[dict[str, Any], CaseRecord]:
    """The case that these answers make, and its row."""
    if answers["case"] != "new":
        answers = {"licence_number": "JY13101990000001", **answers}
    answers = {**answers, "mobile": person.mobile}
    content = api.content(person, implementation_code=FOOD, answers=answers, situation="", materials=[])
    if company:
        agent = {"kind": "CITIZEN", "name": person.name, "number": person.number}
        applicant = {"kind": "COMPANY", "name": NAME, "number": CATERING}
        content |= {"schema": 3, "parties": {"applicant": applicant, "agent": agent, "relation": "法定代表人"}}
    (verdict,) = api.send(api.message("submission", 2, content, content["submission_id"]))
    (case,) = verdict["cases"]
    return case, CaseRecord.objects.get(submission_id=content["submission_id"])


def of_company(api: TerminalApi, answers: dict[str, str], who: str = "li") -> tuple[dict[str, Any], CaseRecord]:
    return applied(api, sample_person(who), True, answers)


def held() -> list[LicenceRecord]:
    rows = LicenceRecord.objects.filter(company_number=CATERING, licence_type="food-licence", revoked=False)
    return list(rows)


def ends(day: date) -> None:
    LicenceRecord.objects.filter(company_number=CATERING, licence_type="food-licence").update(valid_until=day)


def test_a_first_licence_is_issued_to_a_sole_trader(api: TerminalApi) -> None:
    zhou = sample_person("zhou")
    case, row = applied(api, zhou, False, NEW)
    assert case["state"] == "APPROVED"
    issued = LicenceRecord.objects.get(pk=case["licence"])
    assert licence_identifier_fault(issued.identifier) is None
    assert (issued.holder.number, issued.company_name, issued.licence_type) == (zhou.number, "", "food-licence")
    assert (issued.valid_from, issued.valid_until) == (TODAY, date(2031, 11, 22))
    assert dict(issued.details)["酒类零售"] == "含酒类零售"
    assert row.automatic
    shown = api.call("/licences", api.identity(zhou))["licences"]
    assert issued.identifier in [one["identifier"] for one in shown if one["usable"]]
    assert applied(api, zhou, False, NEW)[0]["state"] == "RECEIVED", "whoever has one is looked at by a person"


def test_two_first_licences_are_two(api: TerminalApi) -> None:
    first = applied(api, sample_person("zhou"), False, NEW)[0]["licence"]
    LicenceRecord.objects.filter(pk=first).update(revoked=True)
    assert applied(api, sample_person("zhou"), False, NEW)[0]["licence"] != first


@pytest.mark.parametrize(
    ("answers", "gone", "stands"),
    [
        ({"case": "change", "change_what": "name", "shop_name": "某某新饭店"}, True, {"经营者名称": "某某新饭店"}),
        ({"case": "change", "change_what": "liquor", "liquor_line": "with", "near_school": "no"}, True, {"酒类零售": "含酒类零售"}),
        ({"case": "replace"}, True, {}),
        ({"case": "cancel"}, True, None),
    ],
)
def test_a_companys_licence_is_changed_replaced_or_ended(
    api: TerminalApi, answers: dict[str, str], gone: bool, stands: dict[str, str] | None
) -> None:
    (before,) = held()
    case, row = of_company(api, answers)
    assert (case["state"], row.automatic) == ("APPROVED", True)
    assert ("注销证照" if stands is None else "签发证照") in row.events.get().note
    assert LicenceRecord.objects.get(pk=before.pk).revoked is gone
    if stands is None:
        assert held() == []
        assert "已经注销" in case["next_step"]["zh"]
        assert case["licence"] == ""
        return
    (after,) = held()
    assert (after.number, after.valid_until) == (before.number, before.valid_until)
    assert dict(after.details) == {**dict(before.details), **stands}
    assert case["licence"] == after.identifier


def test_a_renewal_ends_five_years_later(api: TerminalApi) -> None:
    ends(date(2027, 1, 31))
    assert of_company(api, {"case": "renew"})[0]["state"] == "APPROVED"
    (after,) = held()
    assert after.valid_until == date(2032, 1, 31)


@pytest.mark.parametrize("answers", [{"case": "renew"}, {"case": "cancel"}, {"case": "replace"}])
def test_an_expired_licence_is_refused_with_the_remedy(api: TerminalApi, answers: dict[str, str]) -> None:
    ends(date(2026, 11, 21))
    case, _ = of_company(api, answers)
    assert case["state"] == "REFUSED"
    assert "行政许可法" in case["next_step"]["zh"]
    assert "重新申请" in case["next_step"]["zh"]


def test_no_liquor_is_sold_beside_a_school(api: TerminalApi) -> None:
    case, _ = applied(api, sample_person("zhou"), False, {**NEW, "near_school": "yes"})
    assert case["state"] == "REFUSED"
    assert "未成年人保护法" in case["next_step"]["zh"]


@pytest.mark.parametrize(
    "answers",
    [
        {"case": "renew"},  # it ends in years
        {"case": "change", "change_what": "address", "shop_address": "样板区梧桐街道桂花路1号"},
        {"case": "new", "food_kind": "catering", "shop_name": "某某饭店", "shop_address": "样板区梧桐街道桂花路1号"},
    ],
)
def test_what_no_rule_decides_goes_to_a_person(api: TerminalApi, answers: dict[str, str]) -> None:
    case, row = of_company(api, answers)
    assert (case["state"], row.automatic) == ("RECEIVED", False)
    assert len(held()) == 1


def test_whose_mandate_ended_decides_nothing(api: TerminalApi) -> None:
    case, row = of_company(api, {"case": "cancel"}, who="zhuge")
    assert case["state"] == "RECEIVED"
    assert "授权已到期" in row.events.get().note
    assert len(held()) == 1


def test_a_card_that_is_not_the_agents_decides_nothing(api: TerminalApi) -> None:
    content = api.content(sample_person("li"), implementation_code=FOOD, situation="", materials=[])
    content["answers"] = {"case": "cancel", "licence_number": "JY13101990000001", "mobile": "13800000000"}
    content["evidence"][0]["issued"] = "2001-01-01"
    agent = {"kind": "CITIZEN", "name": sample_person("li").name, "number": sample_person("li").number}
    applicant = {"kind": "COMPANY", "name": NAME, "number": CATERING}
    content |= {"schema": 3, "parties": {"applicant": applicant, "agent": agent, "relation": "法定代表人"}}
    (verdict,) = api.send(api.message("submission", 2, content, content["submission_id"]))
    assert [case["state"] for case in verdict["cases"]] == ["RECEIVED"]
    assert len(held()) == 1
