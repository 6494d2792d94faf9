"""Cases that published rules decide with no person: approved with the licence, refused with the reason, or left to a person."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import transaction

from central_platform.cases import facts
from central_platform.cases.decisions import NOT_FITTING, judge
from central_platform.cases.models import CaseRecord
from central_platform.catalogue import published as catalogue
from central_platform.licences.issuing import fact_of, issue_in_place_of
from central_platform.licences.models import LicenceRecord
from central_platform.licences.services import revoked_licences
from central_platform.notices.models import TextMessage
from central_platform.people.services import tag_of
from central_platform.samples import records as sample_records
from central_platform.shared_data.models import DataUse
from kiosk.domain.cases import CaseState
from kiosk.domain.identifiers import licence_identifier_fault, next_licence_identifier
from kiosk.domain.parties import Citizen
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.values import replace
from tests.central_platform.terminal_api import StandingClock, TerminalApi

NURSE = "11310199000000430G431010000E906"
HYGIENE = "11310199000000430G431010000E907"
HOSPITAL = "样板区梧桐医院"
ANSWERS = {"new_hospital": HOSPITAL, "from_where": "city", "mobile": sample_person("li").mobile}


@pytest.fixture(autouse=True)
def registers() -> None:
    sample_records.load(("nurse-appointments",))


def apply(api: TerminalApi, person: SamplePerson, code: str, **answers: str) -> tuple[dict[str, Any], CaseRecord]:
    content = api.content(
        person, implementation_code=code, answers={"mobile": person.mobile, **answers}, situation="", materials=[]
    )
    (verdict,) = api.submit(api.seal(content))
    assert verdict["verdict"] == "ACCEPTED"
    return verdict["case"], CaseRecord.objects.get(submission_id=content["submission_id"])


def nurse(api: TerminalApi, hospital: str = HOSPITAL) -> tuple[dict[str, Any], CaseRecord]:
    return apply(api, sample_person("li"), NURSE, new_hospital=hospital, from_where="city")


def hygiene(api: TerminalApi, unchanged: str = "yes") -> tuple[dict[str, Any], CaseRecord]:
    return apply(api, sample_person("zhou"), HYGIENE, reason="lost", place_kind="hotel", unchanged=unchanged)


def licences(key: str, kind: str) -> list[LicenceRecord]:
    return list(LicenceRecord.objects.filter(holder=tag_of(sample_person(key).number), licence_type=kind).order_by("identifier"))


def expire(key: str, kind: str, api: TerminalApi) -> None:
    LicenceRecord.objects.filter(holder=tag_of(sample_person(key).number), licence_type=kind).update(valid_until=date(2026, 11, 21))


def test_what_the_rules_approve_is_done_at_once(api: TerminalApi) -> None:
    (before,) = licences("li", "nurse-certificate")
    case, row = nurse(api)
    assert (case["state"], case["due"]) == ("APPROVED", None)
    old, new = licences("li", "nurse-certificate")
    assert (old.identifier, old.revoked, new.revoked) == (before.identifier, True, False)
    assert licence_identifier_fault(new.identifier) is None
    assert (new.number, new.valid_until, new.valid_from) == (old.number, old.valid_until, date(2026, 11, 22))
    assert dict(new.details)["执业地点"] == HOSPITAL
    assert row.licence == case["licence"] == new.identifier
    assert (row.automatic, row.rules) == (True, "2026-11")
    assert json.loads(row.facts)["appointments"][0]["institution"] == HOSPITAL
    assert "自动办结" in row.events.get().note
    assert "规则第2026-11版" in row.events.get().note
    assert old.identifier in revoked_licences(), "copies of the earlier one are told as void"
    shown = api.call("/licences", api.identity(sample_person("li")))["licences"]
    assert [one["identifier"] for one in shown if one["usable"] and one["licence_type"] == "nurse-certificate"] == [new.identifier]
    assert api.call("/licences/file", {**api.identity(sample_person("li")), "identifier": new.identifier})["pdf"]
    assert "已经办好" in TextMessage.objects.filter(case=row)[0].text


def test_where_no_licence_follows_the_history_names_none(api: TerminalApi) -> None:
    sample_records.load(("mi-participation",))
    elsewhere = {"reason": "short", "province": "anhui", "from_date": "2026-11-23"}
    case, row = apply(api, sample_person("li"), "11310199000000326C431200000E201", **elsewhere)
    assert (case["state"], case["licence"]) == ("APPROVED", "")
    assert row.events.get().note == "符合公布的规则，自动办结（规则第2026-11版）"


def test_a_licence_that_is_issued_again_keeps_number_and_end(api: TerminalApi) -> None:
    case, _ = hygiene(api)
    assert case["state"] == "APPROVED"
    old, new = licences("zhou", "hygiene-licence")
    assert (new.number, new.valid_until, new.details) == (old.number, old.valid_until, old.details)


@pytest.mark.parametrize(("key", "kind", "applying"), [("li", "nurse-certificate", nurse), ("zhou", "hygiene-licence", hygiene)])
def test_a_refusal_says_why_by_which_clause_and_what_helps(api: TerminalApi, key: str, kind: str, applying: Any) -> None:
    expire(key, kind, api)
    case, row = applying(api)
    assert (case["state"], case["licence"], row.automatic) == ("REFUSED", "", True)
    said = case["next_step"]["zh"]
    assert "有效期" in said
    assert "第" in said
    assert "条" in said
    assert "以窗口为准" in said
    assert "行政复议" in said
    assert "不予办理" in row.events.get().note
    assert len(licences(key, kind)) == 1


def test_what_no_rule_decides_goes_to_a_person(api: TerminalApi) -> None:
    case, row = nurse(api, "别的医院没有确认")
    assert (case["state"], row.automatic, row.rules, row.facts) == ("RECEIVED", False, "", "{}")
    assert hygiene(api, unchanged="no")[0]["state"] == "RECEIVED"
    assert len(licences("li", "nurse-certificate")) == 1


def test_a_department_that_does_not_answer_decides_nothing(api: TerminalApi) -> None:
    with mock.patch.object(facts, "rows_of", return_value=None):
        case, row = nurse(api)
    assert case["state"] == "RECEIVED"
    assert "样板区卫生健康委员会的记录现在查不到" in row.events.get().note


def test_a_licence_that_ends_meanwhile_is_not_issued_again(api: TerminalApi) -> None:
    """Between the look at the register and the decision staff revoked it."""
    real = facts.look_up_facts

    def looked_up(*arguments: Any) -> facts.Facts:
        known = real(*arguments)
        LicenceRecord.objects.filter(licence_type="hygiene-licence").update(revoked=True)
        return known

    with mock.patch("central_platform.cases.handler.look_up_facts", looked_up):
        case, row = hygiene(api)
    assert (case["state"], row.automatic, row.licence) == ("RECEIVED", False, "")
    assert NOT_FITTING in row.events.get().note
    assert len(licences("zhou", "hygiene-licence")) == 1


def test_two_of_a_kind_are_for_a_person(api: TerminalApi) -> None:
    (one,) = licences("zhou", "hygiene-licence")
    one.pk = next_licence_identifier(one.pk)
    one.number = "another"
    one.save(force_insert=True)
    assert hygiene(api)[0]["state"] == "RECEIVED"


def test_a_companys_licence_decides_nothing_for_a_person(api: TerminalApi) -> None:
    LicenceRecord.objects.filter(licence_type="hygiene-licence").update(company_name="样板酒店有限公司")
    assert hygiene(api)[0]["state"] == "RECEIVED"
    assert len(licences("zhou", "hygiene-licence")) == 1


def test_nothing_is_looked_up_for_a_card_that_is_not_theirs(api: TerminalApi, now: StandingClock) -> None:
    li = sample_person("li")
    content = api.content(li, implementation_code=NURSE, answers=ANSWERS, situation="")
    content["evidence"][0]["issued"] = "2001-01-01"
    (verdict,) = api.submit(api.seal(content))
    assert verdict["case"]["state"] == "RECEIVED"
    assert not DataUse.objects.filter(data_set="nurse-appointments").exists()


def test_the_same_message_again_issues_nothing(api: TerminalApi) -> None:
    li = sample_person("li")
    item = api.seal(api.content(li, implementation_code=NURSE, answers=ANSWERS, situation=""))
    first, second = api.submit(item), api.submit(item)
    assert first == second
    assert len(licences("li", "nurse-certificate")) == 2


def test_what_is_not_required_never_blocks(api: TerminalApi) -> None:
    item = catalogue.current().items[HYGIENE]
    spare = replace(item.guide.materials[-1], key="spare", when="", licences=(), required=False)
    optional = replace(item, guide=replace(item.guide, materials=(*item.guide.materials, spare)))
    needed = replace(item, guide=replace(item.guide, materials=(*item.guide.materials, replace(spare, required=True))))
    seen: list[Any] = []

    def judged(_: Any, content: Any, *rest: Any) -> Any:
        seen.extend([judge(optional, content, *rest).state, judge(needed, content, *rest).state])
        return judge(item, content, *rest)

    with mock.patch("central_platform.cases.handler.judge", judged):
        hygiene(api)
    assert seen == [CaseState.APPROVED, CaseState.RECEIVED]


def test_what_was_granted_before_is_for_a_person(api: TerminalApi) -> None:
    """The reward for an only child is paid once."""
    reward = "11310199000000430G431050000E602"
    wu = sample_person("wu")
    rows = list(LicenceRecord.objects.filter(licence_type="seniors-card")[:1])
    rows[0].pk, rows[0].licence_type, rows[0].holder_id = "only-child", "only-child-certificate", tag_of(wu.number)
    rows[0].valid_until, rows[0].company_name = None, ""
    rows[0].save(force_insert=True)
    told = {"situation": "retired_none", "has_certificate": "yes", "child_number": "11010519491231002X", "account_tail": "4321"}
    case, row = apply(api, wu, reward, **told)
    assert (case["state"], json.loads(row.facts)["before"]) == ("ACCEPTED", [])
    CaseRecord.objects.filter(pk=row.pk).update(state="REFUSED")
    again, row = apply(api, wu, reward, **told)
    assert (again["state"], [one["state"] for one in json.loads(row.facts)["before"]]) == ("ACCEPTED", ["REFUSED"])
    CaseRecord.objects.filter(pk=row.pk).update(state="APPROVED")
    assert apply(api, wu, reward, **told)[0]["state"] == "RECEIVED"


def test_facts_of_a_licence() -> None:
    zhou = sample_person("zhou")
    holder, other = Citizen(zhou.name, zhou.number), Citizen("别人", zhou.number)
    (row,) = licences("zhou", "hygiene-licence")
    assert row.valid_until is not None
    last = fact_of(holder, "hygiene-licence", row.valid_until)
    assert (last["held"], last["days_left"], last["until"]) == (True, 0, row.valid_until.isoformat())
    after = fact_of(holder, "hygiene-licence", row.valid_until + timedelta(1))
    assert (after["held"], after["expired"], after["identifier"]) == (False, True, "")
    assert fact_of(other, "hygiene-licence", row.valid_until) == fact_of(holder, "no-such", row.valid_until)
    assert fact_of(holder, "business-licence", row.valid_until)["days_left"] == 99_999


def test_versions_of_an_identifier_run_on() -> None:
    (row,) = licences("zhou", "hygiene-licence")
    newer = next_licence_identifier(row.identifier)
    assert licence_identifier_fault(newer) is None
    assert newer.split(".")[-2] == "002"
    with pytest.raises(ValueError, match="no identifier"):
        next_licence_identifier(row.identifier[:-1])
    with transaction.atomic():
        assert issue_in_place_of(row.identifier, {}, date(2026, 11, 22)) == newer
